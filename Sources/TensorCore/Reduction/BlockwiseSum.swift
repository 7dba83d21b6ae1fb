import CVectorLoops
import Diagnostics

/// Sums vectors in a prescribed order, a block at a time, so that what is done with the sum finds it
/// in the nearest cache and memory is gone over once.
package struct BlockwiseSum: Sendable {
  /// One addition: slot `target` plus slot `source`, the sum taking the place of `target`.
  package typealias Addition = (target: Int, source: Int)

  /// What the sums of a block are.
  package enum Content {
    /// All zero, because no term stores any.
    case zeros
    /// Numbers.
    case finite
    /// Infinite or NaN, some of them.
    case faulty
  }

  /// So many elements fit, for a few slots, into the second-level cache.
  private static let blockLength = 4096
  // What a term counts for where it stores nothing.
  private static let zeros = {
    let zeros = MutableTensor(shape: Shape(count: blockLength))
    zeros.fill(with: 0)
    return zeros.frozen
  }()

  /// The vectors to sum, a slot each.
  package let terms: [SparseVector]
  private let additions: [Addition]
  // Whether another process could change a term between the look at its numbers and their use.
  private let isLent: Bool
  private var needsScratch: Bool { isLent || !additions.isEmpty }

  /// - Parameters:
  ///   - terms: Vectors of one count, a slot each; at least one.
  ///   - additions: In order, such that slot 0 holds the sum in the end.
  package init(of terms: [SparseVector], inOrder additions: [Addition]) {
    require(
      !terms.isEmpty && additions.count == terms.count - 1
        && terms.allSatisfy { $0.count == terms[0].count },
      "\(additions.count) additions of vectors with counts \(terms.map(\.count))")
    self.terms = terms
    self.additions = additions
    isLent = terms.contains(where: \.isLent)
  }

  /// The same of tensors.
  package init(of terms: [Tensor], inOrder additions: [Addition]) {
    self.init(of: terms.map { SparseVector($0) }, inOrder: additions)
  }

  /// Hands the finished blocks to a closure, on the threads of a team.
  ///
  /// A block ends at the latest where a term begins or ends to store its elements.
  ///
  /// - Parameters:
  ///   - cuts: Elements, in ascending order, before which a block ends, too; none by default.
  ///   - team: Shares out the blocks.
  ///   - body: Receives the elements of a block, their sums, and what these are.
  package func forEachBlock(
    cutAt cuts: [Int] = [], using team: ThreadTeam,
    _ body: (Range<Int>, UnsafeBufferPointer<Float>, Content) -> Void
  ) {
    let count = terms[0].count
    let blocks = (count + Self.blockLength - 1) / Self.blockLength
    team.forEachSlice(of: blocks, grain: 4) { slice in
      let scratch = MutableTensor(
        shape: Shape(count: needsScratch ? terms.count * Self.blockLength : 0))
      let end = min(count, slice.upperBound * Self.blockLength)
      scratch.withElements { scratch in
        withUnsafeTemporaryAllocation(of: Cursor.self, capacity: terms.count) { cursors in
          var start = slice.lowerBound * Self.blockLength
          for (slot, term) in terms.enumerated() {
            cursors.initializeElement(at: slot, to: Cursor(term, at: start))
          }
          var nextCut = 0
          while start < end {
            var limit = min(end, start + Self.blockLength)
            while nextCut < cuts.count, cuts[nextCut] <= start { nextCut += 1 }
            if nextCut < cuts.count { limit = min(limit, cuts[nextCut]) }
            for slot in cursors.indices { cursors[slot].advance(to: start, limiting: &limit) }
            sum(start..<limit, cursors, in: scratch, body)
            start = limit
          }
          cursors.deinitialize()
        }
      }
    }
  }

  /// The sum, in given memory if there is some; it stores what any term does.
  package func sum(into memory: MutableTensor? = nil, using team: ThreadTeam) -> SparseVector {
    if terms.count == 1 { return memory.map { terms[0].placed(in: $0) } ?? terms[0] }
    let count = terms[0].count
    let runs = SparseVector.union(of: terms)
    let result = memory ?? MutableTensor(shape: Shape(count: count))
    nonisolated(unsafe) let place = result.base
    forEachBlock(using: team) { range, block, content in
      if content == .zeros { return }
      let start = runs.map { Self.place(of: range, in: $0) } ?? range.lowerBound
      (place + start).update(from: block.baseAddress!, count: range.count)
    }
    return runs.map { SparseVector(count: count, runs: $0, in: result.frozen) }
      ?? SparseVector(result.frozen)
  }

  /// Looks by bisection for where a range is stored.
  private static func place(of range: Range<Int>, in runs: [SparseVector.Run]) -> Int {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].elements.upperBound <= range.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return runs[low].start + range.lowerBound - runs[low].elements.lowerBound
  }

  private func sum(
    _ range: Range<Int>, _ cursors: UnsafeMutableBufferPointer<Cursor>,
    in scratch: UnsafeMutableBufferPointer<Float>,
    _ body: (Range<Int>, UnsafeBufferPointer<Float>, Content) -> Void
  ) {
    let zeros = Self.zeros.base
    // A slot is read from its term until an addition has written it to the scratch memory.
    withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: terms.count) { slots in
      var isEmpty = true
      for slot in slots.indices {
        slots.initializeElement(at: slot, to: cursors[slot].current ?? zeros)
        if cursors[slot].current != nil { isEmpty = false }
      }
      if isEmpty {
        return body(range, UnsafeBufferPointer(start: zeros, count: range.count), .zeros)
      }
      var isFinite: Bool?
      for (target, source) in additions {
        // Nothing plus nothing is the same nothing.
        if slots[target] == zeros && slots[source] == zeros { continue }
        let place = scratch.baseAddress! + target * Self.blockLength
        let isSumFinite = tandem_add_checking(place, slots[target], slots[source], range.count)
        slots[target] = UnsafePointer(place)
        if target == 0 { isFinite = isSumFinite }
      }
      if isFinite == nil, isLent {
        let place = scratch.baseAddress!
        place.update(from: slots[0], count: range.count)
        slots[0] = UnsafePointer(place)
      }
      body(
        range, UnsafeBufferPointer(start: slots[0], count: range.count),
        isFinite ?? tandem_all_finite(slots[0], range.count) ? .finite : .faulty)
    }
  }
}

extension BlockwiseSum {
  /// A place in a term, moved from left to right.
  private struct Cursor {
    private let base: UnsafePointer<Float>
    private let runs: [SparseVector.Run]?
    private var next: Int
    /// The element at the place; nil if it is not stored.
    private(set) var current: UnsafePointer<Float>?

    init(_ term: SparseVector, at start: Int) {
      base = term.base
      runs = term.runs
      next = term.runs.map { $0.firstIndex { $0.elements.upperBound > start } ?? $0.count } ?? 0
    }

    /// Moves on, and lowers the limit to where the term changes between stored and not.
    mutating func advance(to place: Int, limiting limit: inout Int) {
      guard let runs else {
        current = base + place
        return
      }
      while next < runs.count, runs[next].elements.upperBound <= place { next += 1 }
      current = nil
      guard next < runs.count else { return }
      let run = runs[next]
      if run.elements.lowerBound <= place {
        current = base + run.start + place - run.elements.lowerBound
        limit = min(limit, run.elements.upperBound)
      } else {
        limit = min(limit, run.elements.lowerBound)
      }
    }
  }
}
