import ClusterProtocol
import Sharding
import SharedMemory
import TestSupport
import Testing
import ZeroMQ

@testable import Cluster

#if os(Linux)
  @Suite("A message from a queue in shared memory", .computing)
  struct IncomingTests {
    private static let capacity = SharedQueue.Capacity(slots: 1, kibibytes: 64)
    private static let envelope = WireCodec.encode(
      Envelope(
        jobID: 1, incarnation: 1,
        message: .work(Work(round: .sample(3, weightsVersion: 2), node: Node(shard: 0))),
        payloadSizes: [40_000, 8]))

    @Test("leaves what is large where it lies, and keeps its place until that is done with")
    func large() throws {
      let block = try SharedBlock(byteCount: Self.capacity.byteCount)
      let queue = SharedQueue(Self.capacity, in: block, at: 0, as: .reader)
      let writer = SharedQueue(Self.capacity, in: block, at: 0, as: .writer)
      let sizes = [Self.envelope.count, 40_000, 8]
      func write() -> Bool {
        writer.write(sizes) { index, place in
          if index == 0 {
            place.copyBytes(from: Self.envelope)
          } else {
            place.copyBytes(from: [UInt8](repeating: UInt8(index), count: place.count))
          }
        }
      }
      #expect(write())
      var incoming: Incoming? = Incoming(try #require(queue.next()))
      #expect(try incoming?.envelope.get().payloadSizes == [40_000, 8])
      let (large, small) = try #require(incoming.map { ($0.payload[0], $0.payload[1]) })
      incoming = nil
      #expect(lies(large, in: block))
      #expect(!lies(small, in: block))
      #expect(!write())
      #expect(large.bytes == [UInt8](repeating: 1, count: 40_000))
      #expect(small.bytes == [UInt8](repeating: 2, count: 8))
    }

    private func lies(_ frame: Frame, in block: SharedBlock) -> Bool {
      let start = UnsafeRawPointer(block.bytes.baseAddress!)
      return frame.withBytes { (start..<start + block.bytes.count).contains($0.baseAddress!) }
    }

    @Test("gives its place back at once if all of it is small")
    func small() throws {
      let block = try SharedBlock(byteCount: Self.capacity.byteCount)
      let queue = SharedQueue(Self.capacity, in: block, at: 0, as: .reader)
      let writer = SharedQueue(Self.capacity, in: block, at: 0, as: .writer)
      let envelope = WireCodec.encode(
        Envelope(
          jobID: 1, incarnation: 1,
          message: .heartbeat(Heartbeat(sequence: 0, progress: 0, round: 0))))
      #expect(writer.write(envelope))
      let incoming = Incoming(try #require(queue.next()))
      #expect(writer.write(envelope))
      #expect(try incoming.envelope.get().jobID == 1)
    }

    @Test("is malformed if its envelope is too long")
    func malformed() throws {
      let block = try SharedBlock(byteCount: 2 * Self.capacity.byteCount)
      let capacity = SharedQueue.Capacity(slots: 1, kibibytes: 128)
      let queue = SharedQueue(capacity, in: block, at: 0, as: .reader)
      let writer = SharedQueue(capacity, in: block, at: 0, as: .writer)
      #expect(writer.write([UInt8](repeating: 0, count: 100_000)))
      let long = Incoming(try #require(queue.next())).envelope
      #expect(throws: WireError.self) { try long.get() }
    }
  }
#endif
