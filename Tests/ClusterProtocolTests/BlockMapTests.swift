import Sharding
import TestSupport
import Testing

@testable import ClusterProtocol

@Suite("The map of the blocks that travel", .computing)
struct BlockMapTests {
  private static let length = BlockMap.blockLength

  private static func map(_ count: Int, _ travelling: Set<Int>) throws -> BlockMap {
    let flags = (0..<BlockMap.blockCount(of: count)).map { UInt8(travelling.contains($0) ? 1 : 0) }
    return try #require(BlockMap(count: count, flags: flags))
  }

  @Test(
    "tells every element once, and places those that travel without gaps",
    arguments: [
      (1, [0]), (256, [0]), (257, [1]), (257, []), (2048, [0, 1, 7]), (2049, [0, 1, 8]),
      (5000, [3, 4, 5, 19]),
    ] as [(Int, Set<Int>)])
  func runs(count: Int, travelling: Set<Int>) throws {
    let map = try Self.map(count, travelling)
    var (end, payloadEnd) = (0, 0)
    map.forEachRun { elements, payloadStart in
      #expect(elements.lowerBound == end)
      end = elements.upperBound
      for element in elements {
        #expect(travelling.contains(element / Self.length) == (payloadStart != nil))
      }
      if let payloadStart {
        #expect(payloadStart == payloadEnd)
        payloadEnd += elements.count
      }
    }
    #expect(end == count && payloadEnd == map.travellingCount)
    #expect(BlockMap(count: count, bits: map.bits) == map)
  }

  @Test("is believed only if it has a bit for each block, and no more")
  func hostileBits() {
    #expect(BlockMap(count: 257, bits: [3]) != nil)
    #expect(BlockMap(count: 257, bits: [4]) == nil)
    #expect(BlockMap(count: 257, bits: []) == nil)
    #expect(BlockMap(count: 257, bits: [1, 0]) == nil)
    #expect(BlockMap(count: 0, bits: []) == nil)
    #expect(BlockMap(count: .max / 2, bits: [1]) == nil)
  }

  @Test("gives the payload its size, whichever way it travels")
  func payloadSizes() throws {
    var job = Samples.job(Samples.schedule)
    (job.contributionCount, job.weightCount) = (1000, 1100)
    var result = WorkResult(round: 0, node: Node(shard: 0), weightsVersion: 0, metrics: [])
    #expect(job.payloadSizes(of: result, in: .training) == [4000])
    #expect(job.payloadSizes(of: result, in: .validation) == [])
    result.liveBlocks = try Self.map(1000, [0, 3]).bits
    #expect(job.payloadSizes(of: result, in: .training) == [4 * (256 + 232)])
    #expect(job.payloadSizes(of: result, in: .validation) == nil)
    result.slot = 0
    #expect(job.payloadSizes(of: result, in: .training) == [])
    #expect(job.payloadSizes(of: result, in: .validation) == nil)
    result.liveBlocks = [255]
    #expect(job.payloadSizes(of: result, in: .training) == nil)
    var weights = Weights(version: 1)
    #expect(job.payloadSizes(of: weights) == [4400])
    weights.changedBlocks = [0]
    #expect(job.payloadSizes(of: weights) == [0])
    weights.slot = 0
    #expect(job.payloadSizes(of: weights) == nil)
    weights.slot = nil
    weights.changedBlocks = [32]
    #expect(job.payloadSizes(of: weights) == nil)
  }

  @Test("survives the wire, and is no reason to take other weights for these")
  func onTheWire() throws {
    var weights = Weights(version: 3)
    weights.changedBlocks = [7]
    var result = WorkResult(round: 0, node: Node(shard: 0), weightsVersion: 0, metrics: [])
    result.liveBlocks = [9, 1]
    for message in [Message.weights(weights), .result(result)] {
      let envelope = Envelope(jobID: 1, incarnation: 1, message: message)
      #expect(try WireCodec.decode(WireCodec.encode(envelope)) == envelope)
    }
  }
}
