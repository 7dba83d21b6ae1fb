import TensorCore

/// Sums of the squares of a gradient, in Float64.
///
/// A variable is cut into cells, from its own beginning on; the sums of the cells are added in order. So
/// the bits follow from the gradient alone, however many threads there are and however it was computed.
enum SquareSums {
  /// The elements of a cell.
  private static let cellLength = 4096

  /// The sum of each of some ranges of elements.
  static func of(
    _ gradient: Tensor, in ranges: [Range<Int>], using team: ThreadTeam
  ) -> [Double] {
    let cells = ranges.map { range in
      stride(from: range.lowerBound, to: range.upperBound, by: cellLength).map {
        $0..<min($0 + cellLength, range.upperBound)
      }
    }
    let all = cells.flatMap { $0 }
    let sums = [Double](unsafeUninitializedCapacity: all.count) { sums, initialized in
      nonisolated(unsafe) let place = sums.baseAddress
      team.forEachSlice(of: all.count, grain: 4) { slice in
        gradient.withElements { gradient in
          for cell in slice {
            place?[cell] = VectorLoops.sumOfSquares(
              UnsafeBufferPointer(rebasing: gradient[all[cell]]))
          }
        }
      }
      initialized = all.count
    }
    var next = 0
    return cells.map { cells in
      defer { next += cells.count }
      return sums[next..<next + cells.count].reduce(0, +)
    }
  }
}
