import Diagnostics
import TensorCore

/// In training, sets a random part of its input to zero and scales the rest by 1 / (1 − rate); does
/// nothing otherwise.
///
/// Source: Keras, `keras.layers.Dropout`.
public struct Dropout: Layer {
  /// The fraction to drop, in 0..<1.
  public let rate: Float

  /// - Parameter rate: The fraction to drop, in 0..<1.
  public init(_ rate: Float) {
    require(rate >= 0 && rate < 1, "a dropout rate lies in 0..<1, not at \(rate)")
    self.rate = rate
  }

  /// `dropout`.
  public var defaultName: String { "dropout" }

  /// The input, thinned out if training.
  public func callAsFunction(_ input: Tensor, in scope: LayerScope) -> Tensor {
    guard scope.training else { return input }
    return dropout(
      input, rate: rate, stream: scope.randomStream, at: scope.address, using: scope.team)
  }
}
