import Synchronization
import TensorCore
import TestSupport
import Testing

@Suite("Sums block by block", .computing)
struct BlockwiseSumTests {
  /// Values of very different sizes, so that every other order of additions has other bits.
  private static func terms(_ number: Int, count: Int) -> [Tensor] {
    (0..<number).map { term in
      let scale = Tensor.random([count], seed: UInt64(100 + term), in: 0..<1).values
      let values = Tensor.random([count], seed: UInt64(term)).values
      return Tensor(zip(values, scale).map { $0 * ($1 > 0.5 ? 1e6 : 1) })
    }
  }

  private static func naive(
    _ terms: [Tensor], _ additions: [BlockwiseSum.Addition]
  ) -> [Float] {
    var slots = terms.map(\.values)
    for (target, source) in additions { slots[target] = zip(slots[target], slots[source]).map(+) }
    return slots[0]
  }

  private static let orders: [[(target: Int, source: Int)]] = [
    [], [(0, 1)], [(0, 1), (0, 2)], [(1, 2), (0, 1)], [(0, 1), (2, 3), (0, 2)],
    [(0, 1), (2, 3), (0, 2), (4, 5), (4, 6), (0, 4)],
  ]

  @Test("have the bits of the naive sum in that order", arguments: 0..<6, [1, 2, 3, 8])
  func naiveBits(order: Int, threads: Int) {
    let additions = Self.orders[order]
    let team = ThreadTeam(threads: threads)
    for count in [1, 7, 4095, 4096, 4097, 50_000] {
      let terms = Self.terms(additions.count + 1, count: count)
      let sum = BlockwiseSum(of: terms, inOrder: additions).sum(using: team)
      #expect(sum.dense.values == Self.naive(terms, additions))
    }
  }

  @Test("differ where the order differs")
  func orderMatters() {
    let terms = Self.terms(3, count: 5_000)
    let left = BlockwiseSum(of: terms, inOrder: [(0, 1), (0, 2)]).sum(using: .serial)
    let right = BlockwiseSum(of: terms, inOrder: [(1, 2), (0, 1)]).sum(using: .serial)
    #expect(left.dense.values != right.dense.values)
  }

  @Test("leave the terms as they were")
  func termsStay() {
    let terms = Self.terms(4, count: 9_000)
    let before = terms.map(\.values)
    _ = BlockwiseSum(of: terms, inOrder: [(0, 1), (2, 3), (0, 2)]).sum(using: .serial)
    #expect(terms.map(\.values) == before)
  }

  @Test("keep −0 apart from 0")
  func negativeZero() {
    let sum = BlockwiseSum(of: [Tensor([-0.0, -0.0]), Tensor([-0.0, 0])], inOrder: [(0, 1)])
    #expect(sum.sum(using: .serial).dense.values.map(\.sign) == [.minus, .plus])
  }

  @Test("hand out blocks that together make up everything once", arguments: [1, 2, 3, 8])
  func blocks(threads: Int) {
    let terms = Self.terms(2, count: 40_001)
    let seen = Mutex([Int](repeating: 0, count: 40_001))
    let expected = Self.naive(terms, [(0, 1)])
    let isRight = Mutex(true)
    BlockwiseSum(of: terms, inOrder: [(0, 1)]).forEachBlock(using: ThreadTeam(threads: threads)) {
      range, block, _ in
      seen.withLock { seen in for index in range { seen[index] += 1 } }
      if Array(block) != Array(expected[range]) { isRight.withLock { $0 = false } }
    }
    #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
    #expect(isRight.withLock { $0 })
  }

  @Test("end blocks before every cut, with the same sums", arguments: [1, 2, 3, 8])
  func cuts(threads: Int) {
    let terms = Self.terms(3, count: 40_001)
    let expected = Self.naive(terms, [(0, 1), (0, 2)])
    let cuts = [0, 1, 300, 512, 4_096, 20_000, 40_001, 50_000]
    let seen = Mutex([Int](repeating: 0, count: 40_001))
    let isRight = Mutex(true)
    BlockwiseSum(of: terms, inOrder: [(0, 1), (0, 2)]).forEachBlock(
      cutAt: cuts, using: ThreadTeam(threads: threads)
    ) { range, block, _ in
      seen.withLock { seen in for index in range { seen[index] += 1 } }
      let isCut = cuts.contains { range.lowerBound < $0 && $0 < range.upperBound }
      if isCut || Array(block) != Array(expected[range]) { isRight.withLock { $0 = false } }
    }
    #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
    #expect(isRight.withLock { $0 })
  }

  @Test(
    "tell which blocks are zero, which are finite and which are not",
    arguments: 0..<6, [Float.infinity, -.infinity, .nan, .greatestFiniteMagnitude])
  func contents(order: Int, culprit: Float) {
    let additions = Self.orders[order]
    let count = 20_000
    func contents(of terms: [SparseVector]) -> [(Range<Int>, BlockwiseSum.Content)] {
      let found = Mutex([(Range<Int>, BlockwiseSum.Content)]())
      BlockwiseSum(of: terms, inOrder: additions).forEachBlock(using: .serial) {
        range, _, content in found.withLock { $0.append((range, content)) }
      }
      return found.withLock { $0 }
    }
    let nothing = (0...additions.count).map { _ in SparseVector.zeros(count) }
    #expect(contents(of: nothing).allSatisfy { $0.1 == .zeros })
    // One term stores elements 4,096 to 12,288, the culprit among them; the others have all or none.
    for term in 0...additions.count {
      var stored = [Float](repeating: 1, count: 8_192)
      stored[1_000] = culprit
      let run = SparseVector.Run(elements: 4_096..<12_288, start: 0)
      for others in [
        nothing, Self.terms(additions.count + 1, count: count).map { SparseVector($0) },
      ] {
        var terms = others
        terms[term] = SparseVector(count: count, runs: [run], in: Tensor(stored))
        for (range, content) in contents(of: terms) {
          let isFaulty = range.contains(5_096) && !culprit.isFinite
          let isZero = !range.overlaps(run.elements) && terms.allSatisfy { $0.runs != nil }
          #expect(content == (isFaulty ? .faulty : isZero ? .zeros : .finite))
        }
      }
    }
  }
}
