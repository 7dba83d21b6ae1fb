import CVectorLoops

/// The columns of a matrix that are not zero in every row: the pixels that some image of a shard
/// has ink in.
///
/// A product with the others adds nothing. Half of a digit's pixels are empty in any few images, so
/// leaving them out halves the work of a first layer. Which ones are left out follows from the
/// examples of the shard alone, and so do the bits.
package struct LiveColumns: Sendable {
  /// The live columns, as runs from left to right.
  package let runs: [Range<Int>]
  /// How many there are.
  let count: Int
  /// How many columns the matrix has.
  let columns: Int

  /// Finds them, or returns nil where leaving the others out would gain nothing.
  init?(of matrix: Tensor, multipliedBy kernel: Tensor) {
    // Below this the product costs less than the packing.
    guard kernel.count >= 1 << 16, matrix.shape[0] > 0 else { return nil }
    let columns = matrix.shape[1]
    var runs: [Range<Int>] = []
    var count = 0
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: columns) { live in
      tandem_live_columns(live.baseAddress, matrix.base, matrix.shape[0], columns)
      // There are no more, and an array that grows would be copied again and again.
      runs.reserveCapacity((columns + 1) / 2)
      var column = 0
      while column < columns {
        let start = column
        let isLive = live[column] != 0
        while column < columns, (live[column] != 0) == isLive { column += 1 }
        if isLive {
          runs.append(start..<column)
          count += column - start
        }
      }
    }
    withExtendedLifetime(matrix) {}
    guard count > 0, count <= columns / 16 * 15 else { return nil }
    (self.runs, self.count, self.columns) = (runs, count, columns)
  }

  /// The live columns of a matrix, side by side: `[rows, count]`.
  func packingColumns(of matrix: Tensor, using team: ThreadTeam) -> Tensor {
    let packed = MutableTensor(shape: Shape(rows: matrix.shape[0], columns: count))
    // Both are kept alive below, until every slice is done.
    nonisolated(unsafe) let (source, target) = (matrix.base, packed.base)
    team.forEachSlice(of: matrix.shape[0], grain: 64) { rows in
      for row in rows {
        var place = target + row * count
        for run in runs {
          place.update(from: source + row * columns + run.lowerBound, count: run.count)
          place += run.count
        }
      }
    }
    withExtendedLifetime((matrix, packed)) {}
    return packed.frozen
  }

  /// The rows of a kernel that live columns meet: `[count, kernel's columns]`.
  func packingRows(of kernel: Tensor, using team: ThreadTeam) -> Tensor {
    let width = kernel.shape[1]
    let packed = MutableTensor(shape: Shape(rows: count, columns: width))
    // Both are kept alive below, until every slice is done.
    nonisolated(unsafe) let (source, target) = (kernel.base, packed.base)
    team.forEachSlice(of: count, grain: 1 << 15 / width + 1) { slice in
      var start = 0
      for run in runs {
        let rows = (start..<start + run.count).clamped(to: slice)
        let first = run.lowerBound + rows.lowerBound - start
        (target + rows.lowerBound * width).update(
          from: source + first * width, count: rows.count * width)
        start += run.count
      }
    }
    withExtendedLifetime((kernel, packed)) {}
    return packed.frozen
  }

  /// Writes packed rows to their places and zeros between them, or adds them.
  func unpackRows(of packed: Tensor, into place: MutableTensor, accumulate: Bool) {
    let width = packed.shape[1]
    var source = packed.base
    var row = 0
    for run in runs {
      let target = place.base + run.lowerBound * width
      if accumulate {
        tandem_add(target, target, source, run.count * width)
      } else {
        place.clear(row * width..<run.lowerBound * width)
        target.update(from: source, count: run.count * width)
      }
      source += run.count * width
      row = run.upperBound
    }
    if !accumulate { place.clear(row * width..<columns * width) }
    withExtendedLifetime((packed, place)) {}
  }

  /// Moves rows that are packed at the beginning of a matrix to their places, with zeros between them.
  func unpackRows(in place: MutableTensor) {
    let width = place.count / columns
    // From the end, so that no row is written over before it has moved.
    var (source, end) = (count, columns)
    for run in runs.reversed() {
      source -= run.count
      place.clear(run.upperBound * width..<end * width)
      place.move(source * width..<(source + run.count) * width, to: run.lowerBound * width)
      end = run.lowerBound
    }
    place.clear(0..<end * width)
  }
}
