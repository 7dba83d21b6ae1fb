import TensorCore

/// Applies an activation to each element, where that is a layer of its own.
///
///     ActivationLayer(.leakyRelu(slope: 0.1))
///
/// Source: Keras, `keras.layers.Activation`.
public final class ActivationLayer: Layer {
  /// `activation`.
  public static let defaultName = "activation"
  /// What is applied.
  public let activation: Activation

  /// - Parameter activation: What is applied.
  public init(_ activation: Activation) {
    self.activation = activation
  }

  /// The same shape.
  public func call(_ input: Tensor, in scope: LayerScope) -> Tensor { activation(input) }
}
