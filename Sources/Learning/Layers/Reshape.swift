import Diagnostics
import TensorCore

/// Gives each example another shape of as many elements: `[rows] + shape`.
///
/// Source: Keras, `keras.layers.Reshape`.
public final class Reshape: Layer {
  /// The shape of one example afterwards.
  public let shape: Shape

  /// - Parameter shape: The shape of one example afterwards.
  public init(_ shape: Shape) {
    self.shape = shape
  }

  /// The same elements in the same order.
  public func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    require(
      input.shape.rank >= 1
        && input.shape.dimensions.dropFirst().reduce(1, *) == shape.elementCount,
      "the layer \(scope.path) can't make examples of shape \(shape) of \(input.shape)")
    return input.reshaped(to: shape.batch(of: input.shape[0]))
  }
}
