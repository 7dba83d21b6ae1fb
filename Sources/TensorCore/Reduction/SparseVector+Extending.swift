import Diagnostics

extension SparseVector {
  /// A longer vector: this one, zeros up to where a tail begins, and the tail.
  ///
  /// - Parameters:
  ///   - tail: The elements of the tail, which begin at a multiple of ``granule``.
  ///   - memory: Where the vector goes, with room for all elements; this one may lie at its beginning.
  ///   - fill: Writes the tail.
  package func extended(
    by tail: Range<Int>, in memory: MutableTensor, filling fill: (MutableTensor) -> Void
  ) -> SparseVector {
    require(
      tail.lowerBound >= count && tail.lowerBound.isMultiple(of: Self.granule)
        && memory.count == tail.upperBound,
      "a vector of \(count) can't be extended by \(tail) in memory for \(memory.count)")
    let placed = placed(in: memory.slice(from: 0, shape: Shape(count: count)))
    let gap = count..<tail.lowerBound
    guard var runs = placed.runs else {
      memory.clear(gap)
      fill(memory.slice(from: tail.lowerBound, shape: Shape(count: tail.count)))
      return SparseVector(memory.frozen)
    }
    var stored = placed.storedCount
    if let last = runs.last, last.elements.upperBound == count {
      // It may end within a granule.
      memory.clear(stored..<stored + gap.count)
      stored += gap.count
      runs[runs.count - 1] = Run(
        elements: last.elements.lowerBound..<tail.upperBound, start: last.start)
    } else {
      runs.append(Run(elements: tail, start: stored))
    }
    fill(memory.slice(from: stored, shape: Shape(count: tail.count)))
    return SparseVector(count: tail.upperBound, runs: runs, in: memory.frozen)
  }
}
