import Diagnostics
import TensorCore

/// A model that is a chain of layers.
///
///     let model = Sequential {
///       Dense(512, activation: .relu)
///       Dropout(0.5)
///       Dense(10, activation: .softmax)
///     }
///
/// Source: Keras, `keras.Sequential`.
public final class Sequential: Layer {
  /// What it is called in the paths of its weights; nil for `sequential`.
  public let name: String?
  /// Whether training changes the weights of any of its layers.
  public let isTrainable: Bool
  /// The layers, first to last.
  public let layers: [any Layer<Tensor, Tensor>]
  /// The shape of one example that goes in, if it was said: others are refused then.
  public let inputShape: Shape?

  /// Chains layers listed in braces, a line each.
  ///
  /// - Parameters:
  ///   - inputShape: The shape of one example; nil, the default, for whatever the first layer takes.
  ///   - name: What the model is called in the paths of its weights, where there are several.
  ///   - isTrainable: Whether training changes any of its weights; true by default.
  ///   - layers: The layers, first to last.
  public convenience init(
    input inputShape: Shape? = nil, named name: String? = nil, isTrainable: Bool = true,
    @LayerBuilder layers: () -> [any Layer<Tensor, Tensor>]
  ) {
    self.init(layers(), input: inputShape, named: name, isTrainable: isTrainable)
  }

  /// Chains layers listed in an array.
  ///
  /// - Parameters:
  ///   - layers: The layers, first to last.
  ///   - inputShape: The shape of one example; nil, the default, for whatever the first layer takes.
  ///   - name: What the model is called in the paths of its weights, where there are several.
  ///   - isTrainable: Whether training changes any of its weights; true by default.
  public init(
    _ layers: [any Layer<Tensor, Tensor>], input inputShape: Shape? = nil,
    named name: String? = nil, isTrainable: Bool = true
  ) {
    self.layers = layers
    self.inputShape = inputShape
    self.name = name
    self.isTrainable = isTrainable
  }

  /// Computes a batch, one layer after the other.
  public func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    if let inputShape {
      require(
        input.shape.rank == inputShape.rank + 1
          && input.shape == inputShape.batch(of: input.shape[0]),
        "a model for examples of shape \(inputShape) takes a batch of them, not \(input.shape)")
    }
    var current = input
    for layer in layers { current = layer(current, in: scope) }
    return current
  }
}
