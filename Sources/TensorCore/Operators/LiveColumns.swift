import CVectorLoops

/// The columns of a matrix that are not zero in every row: the pixels that some image of a shard
/// has ink in.
///
/// A product with the others adds nothing. Half of a digit's pixels are empty in any few images, so
/// leaving them out halves the work of a first layer. Which ones are left out follows from the
/// examples of the shard alone, and so do the bits.
struct LiveColumns: Sendable {
  /// The live columns, as runs from left to right.
  let runs: [Range<Int>]
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
  func packingColumns(of matrix: Tensor) -> Tensor {
    let rows = matrix.shape[0]
    let packed = MutableTensor(shape: Shape(rows: rows, columns: count))
    for row in 0..<rows {
      var target = packed.base + row * count
      for run in runs {
        target.update(from: matrix.base + row * columns + run.lowerBound, count: run.count)
        target += run.count
      }
    }
    withExtendedLifetime(matrix) {}
    return packed.frozen
  }

  /// The rows of a kernel that live columns meet: `[count, kernel's columns]`.
  func packingRows(of kernel: Tensor) -> Tensor {
    let width = kernel.shape[1]
    let packed = MutableTensor(shape: Shape(rows: count, columns: width))
    var target = packed.base
    for run in runs {
      target.update(from: kernel.base + run.lowerBound * width, count: run.count * width)
      target += run.count * width
    }
    withExtendedLifetime(kernel) {}
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
        (place.base + row * width).update(repeating: 0, count: (run.lowerBound - row) * width)
        target.update(from: source, count: run.count * width)
      }
      source += run.count * width
      row = run.upperBound
    }
    if !accumulate {
      (place.base + row * width).update(repeating: 0, count: (columns - row) * width)
    }
    withExtendedLifetime((packed, place)) {}
  }
}
