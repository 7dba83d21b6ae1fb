import Diagnostics
import TensorCore

/// A row of a table for each whole number: `[rows, …]` becomes `[rows, …, width]`.
///
/// The table `[count, width]` begins uniform over ±0.05.
///
/// Source: Keras, `keras.layers.Embedding`.
public final class Embedding: Layer {
  /// How many different numbers there are: 0..<count.
  public let count: Int
  /// The length of a row.
  public let width: Int
  /// How the table begins.
  public let initializer: Initializer
  /// What it is called in the paths of its weights; nil for `embedding`.
  public let name: String?
  /// Whether training changes the table; true by default.
  public let isTrainable: Bool

  /// Makes a layer with a row for each number below a count.
  public init(
    _ count: Int, width: Int, initializer: Initializer = .uniform(), named name: String? = nil,
    isTrainable: Bool = true
  ) {
    require(
      count >= 1 && width >= 1,
      "an embedding has a row at least, and a number in it, not \(count) of \(width)")
    self.count = count
    self.width = width
    self.initializer = initializer
    self.name = name
    self.isTrainable = isTrainable
  }

  /// The rows, in the order of the numbers.
  public func call(_ input: IntegerTensor<Int32>, in scope: LayerScope) -> Tensor {
    embedding(
      input,
      table: scope.weight("embeddings", Shape(rows: count, columns: width), initializer))
  }
}
