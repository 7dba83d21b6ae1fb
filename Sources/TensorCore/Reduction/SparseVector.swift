import Diagnostics

/// A vector that stores runs of its elements, one after the other; all others are +0.
///
/// The gradient of a first layer is zero in every row that meets an empty input column. Such rows are
/// never written, summed or sent.
package struct SparseVector: Sendable {
  /// A run begins and ends at multiples of so many elements, or at the vector's end, so that a map of
  /// blocks can tell the runs: 256.
  package static let granule = 256
  /// A map of that many granules fits into a message: about 100 million elements.
  package static let mostElements = granule * 8 * 48 * 1024

  /// Neighbouring elements that are stored.
  package struct Run: Hashable, Sendable {
    /// Where they lie in the vector.
    package let elements: Range<Int>
    /// Where they begin among the stored elements.
    package let start: Int

    package init(elements: Range<Int>, start: Int) {
      self.elements = elements
      self.start = start
    }
  }

  /// The number of elements, stored or not.
  package let count: Int
  /// What is stored, from left to right; nil if everything is.
  package let runs: [Run]?
  // Begins with the stored elements.
  private let memory: Tensor

  /// A vector of which everything is stored.
  package init(_ dense: Tensor) {
    count = dense.count
    runs = nil
    memory = dense
  }

  /// Reads some runs from memory, where they lie one after the other.
  package init(count: Int, runs: [Run], in memory: Tensor) {
    var (end, stored) = (0, 0)
    for run in runs {
      require(
        run.elements.lowerBound >= end && run.start == stored && !run.elements.isEmpty,
        "a run of elements \(run.elements) stored at \(run.start), after \(end) and \(stored)")
      (end, stored) = (run.elements.upperBound, stored + run.elements.count)
    }
    require(
      end <= count && stored <= memory.count,
      "runs up to \(end) of \(count) elements, and \(stored) in memory for \(memory.count)")
    self.count = count
    self.runs = runs
    self.memory = memory
  }

  /// Zeros, of which nothing is stored.
  package static func zeros(_ count: Int) -> SparseVector {
    SparseVector(count: count, runs: [], in: MutableTensor(shape: Shape(count: 0)).frozen)
  }

  /// The number of stored elements.
  package var storedCount: Int {
    guard let runs else { return count }
    return runs.last.map { $0.start + $0.elements.count } ?? 0
  }

  /// The stored elements, without a copy.
  package var stored: Tensor { memory.slice(from: 0, shape: Shape(count: storedCount)) }

  /// All elements; a copy unless everything is stored.
  package var dense: Tensor {
    runs == nil ? memory : self[0..<count]
  }

  /// Some of the elements, copied.
  package subscript(range: Range<Int>) -> Tensor {
    let place = MutableTensor(shape: Shape(count: range.count))
    guard let runs else {
      place.copy(from: memory, range, at: 0)
      return place.frozen
    }
    var end = range.lowerBound
    for run in runs where run.elements.overlaps(range) {
      let part = run.elements.clamped(to: range)
      place.clear(end - range.lowerBound..<part.lowerBound - range.lowerBound)
      let start = run.start + part.lowerBound - run.elements.lowerBound
      place.copy(from: memory, start..<start + part.count, at: part.lowerBound - range.lowerBound)
      end = part.upperBound
    }
    place.clear(end - range.lowerBound..<range.count)
    return place.frozen
  }

  /// The same vector with its elements in given memory, unless they are there already.
  ///
  /// Of more than ``mostElements`` all are stored there, since no map could tell which are.
  package func placed(in target: MutableTensor) -> SparseVector {
    guard runs == nil || count <= Self.mostElements else {
      return SparseVector(dense).placed(in: target)
    }
    if storedCount == 0 || target.frozen.sharesMemory(with: memory) { return self }
    target.copy(from: memory, 0..<storedCount, at: 0)
    guard let runs else { return SparseVector(target.frozen) }
    return SparseVector(count: count, runs: runs, in: target.frozen)
  }

  var base: UnsafePointer<Float> { memory.base }

  /// Whether the memory is somebody else's, perhaps another process's, who may change it.
  var isLent: Bool { memory.isLent }
}
