import ClusterProtocol
import Sharding
import TestSupport
import Testing
import ZeroMQ

@testable import Cluster

@Suite("What a coordinator sends frame by frame", .computing)
struct MessageAssemblerTests {
  private static func work(_ round: Int, sizes: [Int] = [8, 2]) -> Frame {
    .copying(
      WireCodec.encode(
        Envelope(
          jobID: 1, incarnation: 1,
          message: .work(Work(round: .sample(round, weightsVersion: 2), node: Node(shard: 0))),
          payloadSizes: sizes)))
  }

  private static func payload(_ count: Int) -> Frame { .copying(Array(repeating: 7, count: count)) }

  @Test("is a message once its last frame is there")
  func whole() throws {
    var assembler = MessageAssembler()
    let begun = assembler.add([Self.work(3)])
    #expect(begun == nil)
    let halfway = assembler.add([Self.payload(8)])
    #expect(halfway == nil)
    let added = assembler.add([Self.payload(2)])
    let message = try #require(added)
    #expect(try message.envelope.get().payloadSizes == [8, 2])
    #expect(message.payload.map(\.count) == [8, 2])
    let nextMessage = assembler.add([Self.work(4, sizes: [])])
    let next = try #require(nextMessage)
    #expect(try next.envelope.get().payloadSizes == [])
  }

  @Test("begins anew where a connection broke off")
  func torn() throws {
    var assembler = MessageAssembler()
    let begun = assembler.add([Self.work(3)])
    #expect(begun == nil)
    let halfway = assembler.add([Self.payload(8)])
    #expect(halfway == nil)
    let next = Self.work(4, sizes: [])
    let added = assembler.add([next])
    let message = try #require(added)
    guard case .work(let work) = try message.envelope.get().message else {
      Issue.record("not work")
      return
    }
    #expect(work.round.index == 4)
  }

  @Test("is malformed if it is none of both")
  func malformed() throws {
    var assembler = MessageAssembler()
    let begun = assembler.add([Self.work(3)])
    #expect(begun == nil)
    let garbageMessage = assembler.add([Self.payload(9)])
    let garbage = try #require(garbageMessage)
    #expect(throws: WireError.self) { try garbage.envelope.get() }
    let severalMessage = assembler.add([Self.work(3), Self.payload(8)])
    let several = try #require(severalMessage)
    #expect(throws: WireError.self) { try several.envelope.get() }
  }
}
