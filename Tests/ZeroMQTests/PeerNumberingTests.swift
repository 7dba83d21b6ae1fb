import TestSupport
import Testing

@testable import ZeroMQ

@Suite("A router that numbers its peers", .blocking)
struct PeerNumberingTests {
  @Test("does so with this libzmq")
  func verified() {
    #expect(throws: Never.self) { try PeerNumbering.verified.get() }
  }

  @Test(
    "is not stopped by a peer that calls itself by a number to come", arguments: Transport.allCases)
  func futureNumbers(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      let router = try Socket(.router, in: context)
      let bound = try router.bind(to: endpoint)
      let first = try Socket(.dealer, in: context)
      try first.connect(to: bound)
      let id = try first.introduce(to: router).bytes
      var ids: Set<[UInt8]> = [id]
      var peers: [RawPeer] = []
      for ahead in 1...20 as ClosedRange<UInt32> {
        let number = id.dropFirst().reduce(0) { $0 << 8 | UInt32($1) } &+ ahead
        let peer = try RawPeer(at: bound)
        peers.append(peer)
        try peer.shakeHands(as: [0] + (0..<4).map { UInt8(number >> (24 - 8 * $0) & 255) })
        try peer.send([7])
        let frames = try router.receiveSoon()
        #expect(frames.last?.bytes == [7])
        ids.insert(frames[0].bytes)
      }
      // Those that bring no name come when their numbers were taken.
      let second = try Socket(.dealer, in: context)
      try second.connect(to: bound)
      ids.insert(try second.introduce(to: router).bytes)
      #expect(ids.count == 22)
      #expect(ids.allSatisfy { $0.count == 5 && $0[0] == 0 })
    }
  }

  @Test(
    "sends each frame as a message, and says when some could not be sent",
    arguments: Transport.allCases)
  func frames(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      let router = try Socket(.router, in: context)
      let dealer = try Socket(.dealer, in: context)
      try dealer.connect(to: try router.bind(to: endpoint))
      let id = try dealer.introduce(to: router)
      #expect(try router.send([id, .copying([1]), .copying([]), .copying([2])]) == .sent)
      for expected in [[1], [], [2]] as [[UInt8]] {
        #expect(try dealer.receiveSoon().map(\.bytes) == [expected])
      }
    }
  }
}
