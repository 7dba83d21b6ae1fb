import Diagnostics
import TensorCore

/// Normalizes each example over its last axis, by its own mean and variance, in training as in inference.
///
/// Input and output `[rows, …, channels]`; gamma begins at 1, beta at 0.
///
/// Source: Keras, `keras.layers.LayerNormalization`; Ba, Kiros, Hinton, 2016.
public final class LayerNormalization: Layer {
  /// Added to the variance under the root; 0.001 by default.
  public let epsilon: Float
  /// What it is called in the paths of its weights; nil for `layer_normalization`.
  public let name: String?
  /// Whether training changes gamma and beta; true by default.
  public let isTrainable: Bool

  /// Makes a layer with the defaults of Keras.
  public init(epsilon: Float = 1e-3, named name: String? = nil, isTrainable: Bool = true) {
    require(
      epsilon > 0 && epsilon.isFinite,
      "the epsilon of a layer normalization is positive and finite, not \(epsilon)")
    self.epsilon = epsilon
    self.name = name
    self.isTrainable = isTrainable
  }

  /// The input, normalized.
  public func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    require(
      input.shape.rank >= 2,
      "the layer normalization \(scope.path) takes [rows, …, channels], not \(input.shape)")
    let channels = Shape(count: input.shape[input.shape.rank - 1])
    return layerNormalization(
      input, scale: scope.weight("gamma", channels, .ones),
      offset: scope.weight("beta", channels, .zeros), epsilon: epsilon)
  }
}
