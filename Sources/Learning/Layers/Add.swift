import Diagnostics
import TensorCore

/// The sum of several tensors of one shape.
///
///     let sum = Add()([left, right])
///
/// Source: Keras, `keras.layers.Add`.
public final class Add: Layer {
  /// Nothing to choose.
  public init() {}

  /// Adds from the first to the last.
  public func call(_ inputs: [Tensor], in scope: LayerScope) -> Tensor {
    guard var sum = inputs.first else {
      requirementFailure("the layer \(scope.path) adds tensors, and there are none")
    }
    for input in inputs.dropFirst() {
      require(
        input.shape == sum.shape,
        "the layer \(scope.path) adds tensors of one shape, not \(sum.shape) and \(input.shape)")
      sum = sum + input
    }
    return sum
  }
}
