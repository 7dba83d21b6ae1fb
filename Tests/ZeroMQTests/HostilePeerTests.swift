import TestSupport
import Testing
import ZeroMQ

@Suite("A router whose peers misbehave", .blocking)
struct HostilePeerTests {
  @Test("throws surplus frames away and keeps the next message", arguments: [1, 3, 4, 5, 500])
  func frameLimit(count: Int) throws {
    try Transport.ipc.withEndpoint { endpoint in
      let context = try Context()
      let router = try Socket(.router, in: context)
      let dealer = try Socket(.dealer, in: context)
      try dealer.connect(to: try router.bind(to: endpoint))
      // With the routing id, messages of `count` + 1 frames.
      let frames = (0..<count).map { Frame.copying([UInt8(truncatingIfNeeded: $0)]) }
      #expect(try dealer.send(frames) == .sent)
      #expect(try dealer.send([.copying([99])]) == .sent)
      let limit = 4
      let received = try router.receiveSoon(frameLimit: limit)
      #expect(received.count == min(count + 1, limit + 1))
      #expect(received.dropFirst().map(\.bytes) == (0..<received.count - 1).map { [UInt8($0)] })
      #expect(try router.receiveSoon(frameLimit: limit).dropFirst().map(\.bytes) == [[99]])
    }
  }

  @Test("hangs up on a frame above the limit, and only then", arguments: Transport.allCases)
  func largestFrame(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      var options = SocketOptions()
      options.maximumFrameBytes = 10_000
      let router = try Socket(.router, in: context, options: options)
      let bound = try router.bind(to: endpoint)
      let polite = try Socket(.dealer, in: context)
      let greedy = try Socket(.dealer, in: context)
      try polite.connect(to: bound)
      try greedy.connect(to: bound)
      let id = try polite.introduce(to: router)
      let greedyID = try greedy.introduce(to: router)
      #expect(try polite.send([.copying(Array(repeating: 1, count: 10_000))]) == .sent)
      #expect(try router.receiveSoon().map(\.count) == [id.count, 10_000])
      #expect(try greedy.send([.copying(Array(repeating: 1, count: 10_001))]) == .sent)
      // Whatever comes next comes over a new connection, so from a new routing id.
      #expect(try greedy.reach(router).bytes != greedyID.bytes)
      #expect(try polite.send([.copying([3])]) == .sent)
      var received = try router.receiveSoon().map(\.bytes)
      while received.last == [2] { received = try router.receiveSoon().map(\.bytes) }
      #expect(received == [id.bytes, [3]])
    }
  }

  static let garbage: [[UInt8]] = [
    Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8),
    Array(repeating: 0, count: 10_000),
    Array(repeating: 0xff, count: 10_000),
    // The greeting of ZMTP 3 cut short, and with a mechanism that nobody knows.
    [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3],
    [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0] + Array("WHATEVER".utf8)
      + Array(repeating: 0, count: 44),
    // An unversioned peer that announces a frame of 2^63 - 1 bytes.
    [0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 1, 2, 3],
  ]

  @Test("serves the others when a stranger sends garbage", arguments: garbage.indices)
  func strangers(index: Int) throws {
    let context = try Context()
    let router = try Socket(.router, in: context)
    let bound = try router.bind(to: .tcp(host: "127.0.0.1", port: "*"))
    let dealer = try Socket(.dealer, in: context)
    try dealer.connect(to: bound)
    let id = try dealer.introduce(to: router)
    let stranger = try RawPeer(at: bound)
    #expect(stranger.write(Self.garbage[index]))
    // Until the router has hung up or, as it does for a greeting, answered.
    stranger.finish()
    for value: UInt8 in 0..<50 {
      #expect(try dealer.send([.copying([value])]) == .sent)
      #expect(try router.receiveSoon().map(\.bytes) == [id.bytes, [value]])
      #expect(try router.send([id, .copying([value])]) == .sent)
      #expect(try dealer.receiveSoon().map(\.bytes) == [[value]])
    }
    #expect(try router.receive() == nil)
  }
}
