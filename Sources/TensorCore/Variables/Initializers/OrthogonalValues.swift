import Diagnostics

/// A matrix with orthonormal rows or columns, whichever are fewer: the factor Q of a matrix of normal
/// deviates, with the signs that make the diagonal of R positive. A kernel of more axes counts as a matrix
/// of its last axis by all others.
///
/// Source: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear
/// neural networks", ICLR 2014; Keras, `keras.initializers.Orthogonal`.
public struct OrthogonalValues: InitialValues {
  /// What the matrix is multiplied by; 1 by default.
  public let gain: Float

  /// An orthogonal matrix, multiplied by a gain.
  public init(gain: Float = 1) {
    require(gain.isFinite, "an orthogonal matrix has a finite gain, not \(gain)")
    self.gain = gain
  }

  /// Draws a matrix and makes it orthogonal.
  ///
  /// - Complexity: O(rows · columns · the fewer of them).
  public func fill(_ values: inout MutableSpan<Float>, shape: Shape, from stream: RandomStream) {
    require(shape.rank >= 2, "an orthogonal matrix has two axes, unlike the shape \(shape)")
    let columns = shape[shape.rank - 1]
    let rows = columns == 0 ? 0 : shape.elementCount / columns
    let (tall, narrow) = (max(rows, columns), min(rows, columns))
    // A span of its own for the draws: what is left of them is in Float64.
    stream.fillNormal(&values, mean: 0, deviation: 1)
    var matrix = values.indices.map { Double(values[$0]) }
    Self.orthonormalize(&matrix, rows: tall, columns: narrow)
    for index in values.indices {
      let (row, column) = (index / columns, index % columns)
      let place = rows >= columns ? index : column * narrow + row
      values[index] = gain * Float(matrix[place])
    }
  }

  /// Makes the columns of a matrix orthonormal from left to right, each a positive multiple of what was
  /// new in it: modified Gram-Schmidt, in an order that the shape alone decides.
  ///
  /// - Parameters:
  ///   - matrix: The elements in row-major order.
  ///   - rows: At least as many as columns.
  ///   - columns: How many there are.
  package static func orthonormalize(_ matrix: inout [Double], rows: Int, columns: Int) {
    var products = [Double](repeating: 0, count: columns)
    matrix.withUnsafeMutableBufferPointer { matrix in
      products.withUnsafeMutableBufferPointer { products in
        for pivot in 0..<columns {
          var square = 0.0
          for row in 0..<rows {
            let element = matrix[row * columns + pivot]
            square += element * element
          }
          let norm = square.squareRoot()
          for column in pivot..<columns { products[column] = 0 }
          for row in 0..<rows {
            let line = row * columns
            let element = matrix[line + pivot] / norm
            matrix[line + pivot] = element
            for column in pivot + 1..<columns {
              products[column] += element * matrix[line + column]
            }
          }
          for row in 0..<rows {
            let line = row * columns
            let element = matrix[line + pivot]
            for column in pivot + 1..<columns {
              matrix[line + column] -= element * products[column]
            }
          }
        }
      }
    }
  }
}
