import TensorCore

/// The cross-entropy between classes and predicted probabilities: −log p of the class, in nats.
///
/// Behind a softmax it works from the logits. Other probabilities are clipped to [1e-7, 1 − 1e-7] and divided
/// by their sum.
///
/// Source: Keras, `keras.losses.SparseCategoricalCrossentropy`.
public struct SparseCategoricalCrossentropy: Sendable {
  /// `sparse_categorical_crossentropy`.
  public let name = "sparse_categorical_crossentropy"
  /// Whether predictions are logits rather than probabilities; false by default.
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

  /// The loss of each example, `[rows]`, times what the example counts for.
  ///
  /// - Parameters:
  ///   - predicted: Probabilities or logits, `[rows, classes]`.
  ///   - expected: The class of each row, `[rows]`.
  ///   - sampleWeights: A factor for each example, `[rows]`; nil for 1.
  public func callAsFunction(
    predicted: Tensor, expected: IntegerTensor<some IntegerElement>, sampleWeights: Tensor?
  ) -> Tensor {
    self(predicted: predicted, expected: expected).weighted(by: sampleWeights, in: name)
  }
}
