extension SparseVector {
  /// Part of a buffer that was written in whole, or of which only some rows were, packed at its
  /// beginning, or nothing at all.
  package struct Part {
    let range: Range<Int>
    let rows: LiveColumns?
    let isAbsent: Bool

    package init(range: Range<Int>, rows: LiveColumns?, isAbsent: Bool = false) {
      self.range = range
      self.rows = rows
      self.isAbsent = isAbsent
    }
  }

  /// Makes a vector of the parts of a buffer, which follow each other without gaps. What follows packed
  /// rows or absent parts is moved up to them. An absent part has to end where a run may begin.
  package init(packing parts: [Part], in memory: MutableTensor) {
    guard parts.contains(where: { $0.rows != nil || $0.isAbsent }) else {
      self.init(memory.frozen)
      return
    }
    var runs: [Run] = []
    runs.reserveCapacity(parts.reduce(0) { $0 + ($1.rows?.runs.count ?? 1) })
    var stored = 0
    func append(_ elements: Range<Int>) {
      if let last = runs.last, last.elements.upperBound == elements.lowerBound {
        runs[runs.count - 1] = Run(
          elements: last.elements.lowerBound..<elements.upperBound, start: last.start)
      } else {
        runs.append(Run(elements: elements, start: stored))
      }
      stored += elements.count
    }
    for part in parts where !part.range.isEmpty && !part.isAbsent {
      let start = part.range.lowerBound
      guard let rows = part.rows else {
        memory.move(part.range, to: stored)
        append(part.range)
        continue
      }
      let width = part.range.count / rows.columns
      memory.move(start..<start + rows.count * width, to: stored)
      for run in rows.runs {
        append(start + run.lowerBound * width..<start + run.upperBound * width)
      }
    }
    self.init(count: memory.count, runs: runs, in: memory.frozen)
  }

  /// The elements that are stored in any of some vectors, as runs; nil if that is everything.
  package static func union(of vectors: [SparseVector]) -> [Run]? {
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(vectors.reduce(0) { $0 + ($1.runs?.count ?? 0) })
    for vector in vectors {
      guard let runs = vector.runs else { return nil }
      ranges += runs.lazy.map(\.elements)
    }
    return union(of: ranges)
  }

  /// Ranges of elements as runs, those that touch made one.
  package static func union(of ranges: consuming [Range<Int>]) -> [Run] {
    ranges.sort { $0.lowerBound < $1.lowerBound }
    var union: [Run] = []
    union.reserveCapacity(ranges.count)
    var stored = 0
    for range in ranges {
      guard let last = union.last, range.lowerBound <= last.elements.upperBound else {
        union.append(Run(elements: range, start: stored))
        stored += range.count
        continue
      }
      let added = range.upperBound - last.elements.upperBound
      guard added > 0 else { continue }
      union[union.count - 1] = Run(
        elements: last.elements.lowerBound..<range.upperBound, start: last.start)
      stored += added
    }
    return union
  }
}
