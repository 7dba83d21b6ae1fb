import TestSupport
import Testing

@testable import TensorCore

@Suite("A sparse vector", .computing)
struct SparseVectorTests {
  private static let count = 256 * 60 + 17

  /// A vector and what it stands for: some runs stored, negative zeros among them.
  private static func sample(
    _ seed: UInt64, storing isStored: (Int) -> Bool
  ) -> (vector: SparseVector, values: [Float]) {
    let random = Tensor.random([count], seed: seed).values
    var values = [Float](repeating: 0, count: count)
    var (runs, stored): ([SparseVector.Run], [Float]) = ([], [])
    for block in 0...(count / 256) where isStored(block) {
      let elements = block * 256..<min(count, block * 256 + 256)
      runs.append(SparseVector.Run(elements: elements, start: stored.count))
      for index in elements {
        values[index] = index % 31 == 0 ? -0.0 : random[index]
        stored.append(values[index])
      }
    }
    // Memory may be larger than what is stored in it.
    let memory = Tensor(stored + [.nan, .nan])
    return (SparseVector(count: count, runs: runs, in: memory), values)
  }

  private static func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

  @Test("stands for zeros wherever it stores nothing")
  func dense() {
    let (vector, values) = Self.sample(1) { $0 % 3 != 1 }
    #expect(Self.bits(vector.dense.values) == Self.bits(values))
    for range in [0..<Self.count, 250..<800, 300..<301, 256..<512, 512..<512, 15_000..<Self.count] {
      #expect(Self.bits(vector[range].values) == Self.bits(Array(values[range])))
    }
    let zeros = SparseVector.zeros(1000)
    #expect(zeros.storedCount == 0 && Self.bits(zeros.dense.values).allSatisfy { $0 == 0 })
  }

  @Test("stores everything where no map of blocks could tell what it leaves out")
  func tooMany() {
    let memory = MutableTensor(shape: Shape(count: SparseVector.mostElements + 1))
    memory.withElements { $0[7] = 1 }
    #expect(SparseVector.zeros(SparseVector.mostElements).placed(in: memory).runs == [])
    let many = SparseVector.zeros(SparseVector.mostElements + 1).placed(in: memory)
    #expect(many.runs == nil && many.storedCount == many.count && many[7..<9].values == [0, 0])
    #expect(many.stored.sharesMemory(with: memory.frozen))
  }

  @Test("adds to the bits that vectors with every zero add to", arguments: [1, 2, 3, 8])
  func sums(threads: Int) {
    let team = ThreadTeam(threads: threads)
    let samples = [
      Self.sample(1) { $0 % 3 != 1 }, Self.sample(2) { $0 % 5 < 2 }, Self.sample(3) { $0 == 60 },
      Self.sample(4) { _ in false },
    ]
    let orders: [[BlockwiseSum.Addition]] = [
      [], [(0, 1)], [(1, 2), (0, 1)], [(0, 1), (2, 3), (0, 2)],
    ]
    for order in orders {
      let used = samples.prefix(order.count + 1)
      let dense = BlockwiseSum(of: used.map { Tensor($0.values) }, inOrder: order)
      let expected = Self.bits(dense.sum(using: .serial).dense.values)
      let sparse = BlockwiseSum(of: used.map(\.vector), inOrder: order)
      let memory = MutableTensor(shape: [Self.count])
      for sum in [sparse.sum(using: team), sparse.sum(into: memory, using: team)] {
        #expect(Self.bits(sum.dense.values) == expected)
        #expect(sum.storedCount < Self.count)
      }
      // One vector that stores everything makes the sum do so too.
      let mixed = BlockwiseSum(
        of: [SparseVector(Tensor(samples[0].values))] + used.dropFirst().map(\.vector),
        inOrder: order
      ).sum(using: team)
      #expect(mixed.runs == nil && Self.bits(mixed.dense.values) == expected)
    }
  }

  @Test(
    "takes a tail of its own, wherever its last run ends",
    arguments: [nil, [], [3], [0, 60], [0, 59], Array(0...60)])
  func extended(blocks: [Int]?) {
    let (sparse, values) = Self.sample(1) { blocks?.contains($0) ?? true }
    let vector = blocks == nil ? SparseVector(Tensor(values)) : sparse
    let tail = 256 * 61..<256 * 61 + 5
    let whole =
      values + [Float](repeating: 0, count: tail.lowerBound - Self.count) + [1, 2, 3, 4, 5]
    for isInPlace in [false, true] {
      let memory = MutableTensor(shape: Shape(count: tail.upperBound))
      memory.fill(with: .nan)
      let placed = vector.placed(in: memory.slice(from: 0, shape: Shape(count: Self.count)))
      let extended = (isInPlace ? placed : vector).extended(by: tail, in: memory) { place in
        place.withElements { for index in $0.indices { $0[index] = Float(index + 1) } }
      }
      #expect(Self.bits(extended.dense.values) == Self.bits(whole))
      #expect((extended.runs == nil) == (blocks == nil))
      #expect(extended.stored.sharesMemory(with: memory.frozen))
    }
  }

  @Test("stores in a union what any of the parts stores")
  func union() throws {
    let parts = [
      Self.sample(1) { $0 < 3 }, Self.sample(2) { 2...4 ~= $0 }, Self.sample(3) { $0 > 58 },
    ].map(\.vector)
    let union = try #require(SparseVector.union(of: parts))
    #expect(union.map(\.elements) == [0..<1280, 59 * 256..<Self.count])
    #expect(union.map(\.start) == [0, 1280])
    #expect(SparseVector.union(of: parts + [SparseVector(.zeros([Self.count]))]) == nil)
  }

  @Test("is made of a buffer's parts, those behind packed rows moved up")
  func packing() throws {
    let (rows, width) = (300, 256)
    let input = Tensor(
      (0..<2 * rows).map { $0 % rows % 9 < 4 ? Float($0) : 0 }, shape: Shape(rows: 2, columns: rows)
    )
    let live = try #require(
      LiveColumns(of: input, multipliedBy: .zeros(Shape(rows: rows, columns: width))))
    let memory = MutableTensor(shape: Shape(count: rows * width + 10))
    memory.withElements { for index in $0.indices { $0[index] = Float(index) } }
    let vector = SparseVector(
      packing: [
        SparseVector.Part(range: 0..<rows * width, rows: live),
        SparseVector.Part(range: rows * width..<rows * width + 10, rows: nil),
      ], in: memory)
    #expect(vector.storedCount == live.count * width + 10)
    #expect(vector.runs?.count == live.runs.count + (live.runs.last?.upperBound == rows ? 0 : 1))
    let dense = vector.dense.values
    #expect(Array(dense.suffix(10)) == (0..<10).map { Float(rows * width + $0) })
    var next: Float = 0
    for row in 0..<rows {
      for column in 0..<width {
        let isLive = live.runs.contains { $0.contains(row) }
        let expected = isLive ? next : 0
        #expect(dense[row * width + column] == expected)
        if isLive { next += 1 }
      }
    }
  }
}
