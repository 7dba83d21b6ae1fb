import ClusterProtocol
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@testable import Cluster

@Suite("Blocks that need not travel", .computing)
struct ElisionTests {
  private static let count = 256 * 40 + 100

  /// Random values with some blocks zero throughout.
  private static func sparse(seed: UInt64) -> Tensor {
    var values = Tensor.random([count], seed: seed).values
    for index in values.indices where (index / 256 + Int(seed)) % 3 == 0 { values[index] = 0 }
    return Tensor(values, shape: [count])
  }

  @Test("come back as zeros")
  func gradients() throws {
    let gradients = Self.sparse(seed: 1)
    let map = try #require(BlockMap(liveBlocksOf: gradients))
    let packed = map.packing(gradients)
    #expect(packed.count == map.travellingCount && packed.count < Self.count * 3 / 4)
    #expect(map.vector(of: packed).dense.isIdentical(to: gradients))
  }

  @Test("travel if there is as much as a negative zero in them")
  func negativeZero() throws {
    var values = Self.sparse(seed: 1).values
    let index = try #require(values.firstIndex(of: 0))
    values[index] = -0.0
    let gradients = Tensor(values, shape: [Self.count])
    let map = try #require(BlockMap(liveBlocksOf: gradients))
    #expect(map.vector(of: map.packing(gradients)).dense.isIdentical(to: gradients))
  }

  @Test("come back as they were before")
  func weights() throws {
    let before = Tensor.random([Self.count], seed: 3)
    let change = Self.sparse(seed: 2)
    let after = before + change
    let map = try #require(BlockMap(changedFrom: before, to: after))
    #expect(map.travellingCount < Self.count * 3 / 4)
    let place = MutableTensor(copying: before)
    map.unpack(map.packing(after), into: place)
    #expect(place.frozen.isIdentical(to: after))
  }

  @Test("are not looked for where nearly all travel")
  func dense() {
    let dense = Tensor.random([Self.count], seed: 4)
    #expect(BlockMap(liveBlocksOf: dense) == nil)
    #expect(BlockMap(changedFrom: dense, to: dense * 2) == nil)
  }

  @Test("leave a worker that was sent nothing before with all of the weights")
  func broadcast() throws {
    var broadcast = WeightsBroadcast(isMemoryShared: false)
    let (old, new) = (PeerID(bytes: [1]), PeerID(bytes: [2]))
    var values = Tensor.random([Self.count], seed: 5)
    let first = broadcast.message(.init(version: 0), values, to: old)
    #expect(first.message.changedBlocks == nil && first.payload.count == 4 * Self.count)
    broadcast.weightsChange(from: values)
    values = values + Self.sparse(seed: 6)
    let change = broadcast.message(.init(version: 1), values, to: old)
    #expect(change.message.changedBlocks != nil && change.payload.count < 3 * Self.count)
    let whole = broadcast.message(.init(version: 1), values, to: new)
    #expect(whole.message.changedBlocks == nil && whole.payload.count == 4 * Self.count)
    broadcast.forget(old)
    broadcast.weightsChange(from: values)
    let again = broadcast.message(.init(version: 2), values + Self.sparse(seed: 7), to: old)
    #expect(again.message.changedBlocks == nil)
  }

  @Test("are known beforehand where an update can change nothing")
  func broadcastOfRuns() throws {
    var broadcast = WeightsBroadcast(isMemoryShared: false)
    let peer = PeerID(bytes: [1])
    let values = Tensor.random([Self.count], seed: 8)
    _ = broadcast.message(.init(version: 0), values, to: peer)
    let runs = [
      SparseVector.Run(elements: 256..<768, start: 0),
      SparseVector.Run(elements: 256 * 40..<Self.count, start: 512),
    ]
    broadcast.weightsChange(in: runs)
    let change = broadcast.message(.init(version: 1), values, to: peer)
    let map = try #require(
      BlockMap(count: Self.count, bits: change.message.changedBlocks ?? []))
    #expect(change.payload.count == 4 * 612)
    #expect(map.vector(of: change.payload.tensor(count: 612)).runs == runs)
    #expect(
      map.vector(of: change.payload.tensor(count: 612)).stored.values
        == Array(values.values[256..<768] + values.values[(256 * 40)...]))
  }

  @Test("are the groups that a stage does not update, in a message as in shared memory")
  func groups() throws {
    let program = FollowingProgram()
    let weights = program.initialWeights(seed: 1)
    let layout = weights.layout
    let round = JobSchedule(
      epochs: 1, batchSize: 12, shards: 3, trainingExamples: 12, validationExamples: 0,
      testExamples: 0)[0]
    let examples = RandomExamples.make(12, inputs: 12, classes: 3, seed: 1)
    let memory = MutableTensor(shape: Shape(count: layout.contributionCount))
    for place in [nil, memory] {
      let result = NodeExecutor(program, seed: 1, team: .serial).run(
        Node(lo: 0, hi: 3), of: round, on: examples, weights: weights, into: place)
      let elided = ElidedContribution(try #require(result.contribution), isPlaced: place != nil)
      let map = try #require(
        BlockMap(count: layout.contributionCount, bits: elided.liveBlocks ?? []))
      var live: [Range<Int>] = []
      map.forEachRun { elements, start in if start != nil { live.append(elements) } }
      // The group that is updated, up to the end of its last block, and the state.
      #expect(live == [0..<256, layout.stateRange])
      #expect(elided.payload.count == 256 + layout.stateRange.count)
    }
  }

  @Test("travel as the gradients are stored, in a message or in shared memory")
  func storedGradients() throws {
    #expect(SparseVector.granule == BlockMap.blockLength)
    #expect(
      BlockMap(
        count: SparseVector.mostElements,
        flags: [UInt8](
          repeating: 1, count: SparseVector.mostElements / 256)) != nil)
    let memory = Tensor.random([Self.count], seed: 9)
    let sparse = SparseVector(
      count: Self.count, runs: [SparseVector.Run(elements: 512..<1024, start: 0)], in: memory)
    for isPlaced in [false, true] {
      let elided = ElidedContribution(sparse, isPlaced: isPlaced)
      let map = try #require(BlockMap(count: Self.count, bits: elided.liveBlocks ?? []))
      #expect(elided.payload.sharesMemory(with: memory) && elided.payload.count == 512)
      #expect(map.vector(of: elided.payload).dense.isIdentical(to: sparse.dense))
    }
    // Zeros in what is stored are looked for only where it saves bytes.
    let dense = SparseVector(Self.sparse(seed: 1))
    #expect(ElidedContribution(dense, isPlaced: true).liveBlocks == nil)
    #expect(ElidedContribution(dense, isPlaced: false).liveBlocks != nil)
  }
}
