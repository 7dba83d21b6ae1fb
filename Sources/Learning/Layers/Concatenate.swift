import Diagnostics
import TensorCore

/// Several tensors behind each other along an axis.
///
///     let both = Concatenate()([left, right])
///
/// Source: Keras, `keras.layers.Concatenate`.
public final class Concatenate: Layer {
  /// The axis along which their lengths may differ; negative from the end.
  public let axis: Int

  /// - Parameter axis: The axis along which their lengths may differ; the last, −1, by default. Axis 0, of
  ///   the examples, is none.
  public init(axis: Int = -1) {
    require(axis != 0, "examples can't be concatenated: axis 0 is theirs")
    self.axis = axis
  }

  /// Puts them behind each other.
  public func call(_ inputs: [Tensor], in scope: LayerScope) -> Tensor {
    guard let first = inputs.first else {
      requirementFailure("the layer \(scope.path) concatenates tensors, and there are none")
    }
    let axis = axis < 0 ? first.shape.rank + axis : axis
    require(
      axis > 0 && axis < first.shape.rank,
      "the layer \(scope.path) concatenates along axis \(self.axis), which \(first.shape) has not")
    return concatenate(inputs, along: axis)
  }
}
