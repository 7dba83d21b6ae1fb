import Diagnostics
import TensorCore

/// The cross-entropy between predicted probabilities of a yes and what was expected: the mean of
/// −(expected · log p + (1 − expected) · log(1 − p)) along the last axis, in nats.
///
/// Behind a sigmoid it works from the logits. Other probabilities are clipped to [1e-7, 1 − 1e-7].
///
/// Source: Keras, `keras.losses.BinaryCrossentropy`.
public struct BinaryCrossentropy: Loss {
  /// `binary_crossentropy`.
  public let name = "binary_crossentropy"
  /// Whether predictions are logits rather than probabilities; false by default.
  public let fromLogits: Bool
  /// How far what is expected is drawn towards ½: expected · (1 − smoothing) + smoothing / 2; 0 by default.
  public let labelSmoothing: Float

  /// A loss on probabilities by default.
  public init(fromLogits: Bool = false, labelSmoothing: Float = 0) {
    labelSmoothing.requireSmoothing(in: "BinaryCrossentropy")
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
  }

  /// The loss of each example.
  ///
  /// - Parameters:
  ///   - predicted: Probabilities or logits of any shape, the examples along the first axis.
  ///   - expected: Of the same shape: 0, 1, or a probability.
  public func callAsFunction(predicted: Tensor, expected: Tensor) -> Tensor {
    let pairs = ElementLosses(predicted: predicted, expected: expected, of: name)
    let wanted = pairs.expected.smoothed(by: labelSmoothing, classes: 2)
    return pairs.means(
      fromLogits
        ? binaryCrossEntropy(logits: pairs.predicted, expected: wanted)
        : binaryCrossEntropy(predicted: pairs.predicted, expected: wanted))
  }
}
