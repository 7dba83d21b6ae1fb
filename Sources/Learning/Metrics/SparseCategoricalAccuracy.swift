import TensorCore

/// The fraction of examples whose largest score is that of their class.
///
/// Source: Keras, `keras.metrics.SparseCategoricalAccuracy`.
public struct SparseCategoricalAccuracy: Metric {
  /// The key in logs and reports.
  public let name: String
  /// The number of matches and of examples.
  public var state = MetricState()

  /// An accuracy over nothing yet, named as in Keras by default.
  public init(_ name: String = "sparse_categorical_accuracy") {
    self.name = name
  }

  /// Counts a batch.
  ///
  /// - Parameters:
  ///   - predicted: Probabilities or logits, `[rows, classes]`.
  ///   - expected: The class of each row, `[rows]`.
  public mutating func updateState(predicted: Tensor, expected: ByteTensor) {
    state.merge(
      MetricState(
        total: Double(matchCount(of: predicted, with: expected)), count: Int64(expected.count)))
  }
}
