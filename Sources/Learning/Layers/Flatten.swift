import Diagnostics
import TensorCore

/// Makes a vector of each example: `[rows, a, b, …]` becomes `[rows, a · b · …]`.
///
/// Source: Keras, `keras.layers.Flatten`.
public final class Flatten: Layer {
  /// Nothing to choose.
  public init() {}

  /// The same elements in the same order.
  public func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    require(input.shape.rank >= 1, "the layer \(scope.path) flattens examples, not a single number")
    let rows = input.shape[0]
    let columns = input.shape.dimensions.dropFirst().reduce(1, *)
    return input.reshaped(to: Shape(rows: rows, columns: columns))
  }
}
