import TensorCore

/// The cross-entropy between classes and predicted probabilities.
///
/// Source: Keras, `keras.losses.SparseCategoricalCrossentropy`.
public struct SparseCategoricalCrossentropy: Sendable {
  /// Whether predictions are logits rather than probabilities.
  public let fromLogits: Bool

  /// A loss on probabilities by default.
  public init(fromLogits: Bool = false) {
    self.fromLogits = fromLogits
  }

  /// The loss of each example, `[rows]`, in nats.
  ///
  /// - Parameters:
  ///   - predicted: Probabilities or logits, `[rows, classes]`.
  ///   - expected: The class of each row, `[rows]`.
  public func callAsFunction(
    predicted: Tensor, expected: IntegerTensor<some IntegerElement>
  ) -> Tensor {
    fromLogits
      ? sparseCategoricalCrossEntropy(logits: predicted, expected: expected)
      : sparseCategoricalCrossEntropy(predicted: predicted, expected: expected)
  }
}
