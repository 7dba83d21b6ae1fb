import Diagnostics
import TensorCore

extension Tensor {
  /// For each row of a matrix the first column with its largest element; nil where one is NaN.
  func largestColumns(for name: String) -> [Int?] {
    require(
      shape.rank == 2, "the metric \(name) takes scores of shape [rows, classes], not \(shape)")
    let (rows, columns) = (shape[0], shape[1])
    return withElements { elements in
      (0..<rows).map { row in
        var best = 0
        for column in 0..<columns {
          let element = elements[row * columns + column]
          if element.isNaN { return nil }
          if element > elements[row * columns + best] { best = column }
        }
        return best
      }
    }
  }
}
