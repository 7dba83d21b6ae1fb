import Diagnostics
import TensorCore

/// The cross-entropy between predicted and expected distributions over classes: the sum of
/// −expected · log p along the last axis, in nats.
///
/// Behind a softmax it works from the logits. Other probabilities are divided by their sum and clipped to
/// [1e-7, 1 − 1e-7]. Where the classes are numbers, ``SparseCategoricalCrossentropy`` is faster.
///
/// Source: Keras, `keras.losses.CategoricalCrossentropy`.
public struct CategoricalCrossentropy: Loss {
  /// `categorical_crossentropy`.
  public let name = "categorical_crossentropy"
  /// Whether predictions are logits rather than probabilities; false by default.
  public let fromLogits: Bool
  /// How far what is expected is drawn towards all classes alike:
  /// expected · (1 − smoothing) + smoothing / classes; 0 by default.
  public let labelSmoothing: Float

  /// A loss on probabilities by default.
  public init(fromLogits: Bool = false, labelSmoothing: Float = 0) {
    labelSmoothing.requireSmoothing(in: "CategoricalCrossentropy")
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
  }

  /// The loss of each example.
  ///
  /// - Parameters:
  ///   - predicted: Probabilities or logits, `[rows, …, classes]`.
  ///   - expected: Probabilities of the same shape, mostly 1 for one class and 0 for the others.
  public func callAsFunction(predicted: Tensor, expected: Tensor) -> Tensor {
    let rank = predicted.shape.rank
    require(
      predicted.shape == expected.shape && rank >= 2 && predicted.shape[rank - 1] > 0,
      """
      the loss \(name) takes two tensors [rows, …, classes] of one shape, not predictions of \
      \(predicted.shape) and \(expected.shape) expected
      """)
    let wanted = expected.smoothed(by: labelSmoothing, classes: predicted.shape[rank - 1])
    return fromLogits
      ? categoricalCrossEntropy(logits: predicted, expected: wanted)
      : categoricalCrossEntropy(predicted: predicted, expected: wanted)
  }
}
