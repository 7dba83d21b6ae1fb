import TestSupport
import Testing

@testable import ZeroMQ

#if os(Linux)
  @Suite("A watched router", .blocking)
  struct ConnectionWatchTests {
    /// Enough that the watch can look a few times.
    private static let most = 20_000

    @Test("ends the connection of a peer whose message has no end")
    func endlessMessage() throws {
      let context = try Context()
      let router = try Socket(.router, in: context)
      let watch = try ConnectionWatch(router)
      let bound = try router.bind(to: .tcp(host: "127.0.0.1", port: "*"))
      let polite = try Socket(.dealer, in: context)
      try polite.connect(to: bound)
      let id = try polite.introduce(to: router)
      let stranger = try RawPeer(at: bound)
      try stranger.shakeHands()
      // Before a first message was read, no more than a little would be taken, and it would wait.
      try stranger.send([1])
      let first = try router.receiveSoon()
      watch.delivered(first.dropFirst(), by: first[0])
      // Frames of one byte with the flag for more.
      let frames = Array(repeating: [0x01, 0x01, 0x00] as [UInt8], count: 1000).flatMap { $0 }
      var sent = 0
      while sent < Self.most, stranger.write(frames) { sent += 1 }
      #expect(sent < Self.most)
      #expect(watch.cutCount == 1)
      #expect(try polite.send([.copying([2])]) == .sent)
      #expect(try router.receiveSoon().map(\.bytes) == [id.bytes, [2]])
    }

    @Test("ends the connection of a peer that sends nothings faster than they are read")
    func emptyFrames() throws {
      let context = try Context()
      let router = try Socket(.router, in: context)
      let watch = try ConnectionWatch(router)
      let stranger = try RawPeer(at: try router.bind(to: .tcp(host: "127.0.0.1", port: "*")))
      try stranger.shakeHands()
      try stranger.send([1])
      let first = try router.receiveSoon()
      watch.delivered(first.dropFirst(), by: first[0])
      // Of two bytes each; one in ten is read.
      let frames = [UInt8](repeating: 0, count: 2 * 2000)
      var sent = 0
      while sent < Self.most, stranger.write(frames) {
        sent += 1
        for _ in 0..<200 {
          if let message = try router.receive() {
            watch.delivered(message.dropFirst(), by: message[0])
          }
        }
      }
      #expect(sent < Self.most)
      #expect(watch.cutCount == 1)
    }

    @Test("lets a trusted peer send what it is asked for, and cuts it off when told to")
    func trusted() throws {
      let context = try Context()
      let router = try Socket(.router, in: context)
      let watch = try ConnectionWatch(router)
      let dealer = try Socket(.dealer, in: context)
      try dealer.connect(to: try router.bind(to: .tcp(host: "127.0.0.1", port: "*")))
      try #require(try dealer.send([.copying([1])]) == .sent)
      let hello = try router.receiveSoon()
      watch.delivered(hello.dropFirst(), by: hello[0])
      watch.trust(hello[0].bytes, bytes: 4_000_000)
      let large = Frame.copying(Array(repeating: 1, count: 3_000_000))
      for _ in 0..<5 {
        #expect(try dealer.send([large]) == .sent)
        let message = try router.receiveSoon()
        #expect(message.last?.count == large.count)
        watch.delivered(message.dropFirst(), by: message[0])
      }
      #expect(watch.cutCount == 0)
      watch.cut(hello[0].bytes)
      #expect(try dealer.reach(router).bytes != hello[0].bytes)
      #expect(watch.cutCount == 1 && watch.takeTrustedCut() == [])
    }

    @Test("has room for so many strangers, and no more", arguments: Transport.allCases)
    func strangers(transport: Transport) throws {
      try transport.withEndpoint { endpoint in
        let context = try Context()
        let router = try Socket(.router, in: context)
        var limits = ConnectionLimits()
        limits.strangers = 8
        let watch = try ConnectionWatch(router, limits: limits)
        let bound = try router.bind(to: endpoint)
        let peers = try (0..<20).map { _ in try RawPeer(at: bound) }
        var hungUp = 0
        for _ in 0..<20_000 where hungUp < 12 {
          hungUp = peers.count { $0.hasEnded(within: .milliseconds(1)) }
        }
        #expect(hungUp == 12)
        #expect(watch.cutCount == 12)
        #expect(peers.suffix(8).allSatisfy { !$0.hasEnded(within: .zero) })
      }
    }
  }
#endif
