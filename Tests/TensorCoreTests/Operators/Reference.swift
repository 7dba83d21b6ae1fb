import Foundation
import TensorCore

/// Straightforward Float64 implementations to compare with.
enum Reference {
  static func product(_ a: Tensor, _ b: Tensor) -> [Double] {
    let (rows, inner, columns) = (a.shape[0], a.shape[1], b.shape[1])
    let (left, right) = (a.values.map(Double.init), b.values.map(Double.init))
    var result = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for k in 0..<inner {
        for column in 0..<columns {
          result[row * columns + column] += left[row * inner + k] * right[k * columns + column]
        }
      }
    }
    return result
  }

  static func transposed(_ a: Tensor) -> Tensor {
    let (rows, columns) = (a.shape[0], a.shape[1])
    let values = a.values
    return Tensor(
      (0..<rows * columns).map { values[$0 % rows * columns + $0 / rows] },
      shape: [columns, rows])
  }

  static func softmax(_ values: [Double], columns: Int) -> [Double] {
    stride(from: 0, to: values.count, by: columns).flatMap { start -> [Double] in
      let row = values[start..<start + columns]
      let largest = row.max() ?? 0
      let powers = row.map { exp($0 - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  /// The largest difference; infinite where the counts differ or a NaN is met.
  static func distance(_ values: [Float], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    return zip(values, expected).reduce(0) { worst, pair in
      let difference = abs(Double(pair.0) - pair.1)
      return difference.isNaN ? .infinity : max(worst, difference)
    }
  }
}
