import TensorCore

/// Sums contributions block by block, and divides the gradients of groups that come with a denominator.
struct ContributionReduction {
  let contributions: BlockwiseSum
  let totals: LossTotals
  let regions: UpdateRegions
  /// Where to keep what comes out, if anywhere.
  let memory: MutableTensor?

  /// Hands the finished blocks to a closure, on the threads of a team.
  ///
  /// - Parameters:
  ///   - faults: Raised if a number is infinite or not a number.
  ///   - body: Receives the elements of a block, which lie in one region or between two, and what they came
  ///     to.
  func forEachBlock(
    using team: ThreadTeam, raising faults: FaultFlag,
    _ body: (Range<Int>, UnsafeBufferPointer<Float>) -> Void
  ) {
    contributions.forEachBlock(cutAt: regions.cuts, using: team) { range, block, content in
      if content == .faulty { faults.raise() }
      guard let divisor = divisor(at: range.lowerBound) else {
        return finish(range, block, body)
      }
      withUnsafeTemporaryAllocation(of: Float.self, capacity: range.count) { place in
        if divisor == 0 {
          // There was nothing that counts.
          place.initialize(repeating: 0)
        } else if !VectorLoops.divide(block, by: divisor, into: place) {
          faults.raise()
        }
        finish(range, UnsafeBufferPointer(place), body)
      }
    }
  }

  /// What the elements of a block are divided by, by its first; nil if they are not.
  private func divisor(at element: Int) -> Double? {
    guard !totals.denominators.isEmpty,
      case .gradients(let group, _, _) = regions.region(at: element)?.kind
    else { return nil }
    return totals.denominator(ofGroup: group)
  }

  private func finish(
    _ range: Range<Int>, _ block: UnsafeBufferPointer<Float>,
    _ body: (Range<Int>, UnsafeBufferPointer<Float>) -> Void
  ) {
    memory?.withElements { memory in
      (memory.baseAddress! + range.lowerBound).update(from: block.baseAddress!, count: range.count)
    }
    body(range, block)
  }
}
