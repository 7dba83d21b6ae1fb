import Diagnostics
import TensorCore

/// In training, sets a random part of its input to zero and scales the rest by 1 / (1 − rate); does
/// nothing otherwise.
///
/// Source: Keras, `keras.layers.Dropout`.
public final class Dropout: Layer {
  /// The fraction to drop, in 0..<1.
  public let rate: Float
  /// What its random bits go by; nil for `dropout`.
  public let name: String?

  /// - Parameters:
  ///   - rate: The fraction to drop, in 0..<1.
  ///   - name: What its random bits go by; by default `dropout`.
  public init(_ rate: Float, named name: String? = nil) {
    require(rate >= 0 && rate < 1, "a dropout rate lies in 0..<1, not at \(rate)")
    self.rate = rate
    self.name = name
  }

  /// The input, thinned out if training.
  public func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    guard scope.isTraining else { return input }
    return dropout(
      input, rate: rate, stream: scope.randomStream, at: scope.address, using: scope.team)
  }
}
