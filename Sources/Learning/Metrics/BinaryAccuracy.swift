import TensorCore

/// The fraction of predictions that lie on the side of a threshold where their label is.
///
/// Source: Keras, `keras.metrics.BinaryAccuracy`.
public struct BinaryAccuracy: Metric {
  /// The key in logs and reports.
  public let name: String
  /// What counts as 1 lies above it; 0.5 by default.
  public let threshold: Float
  /// The weight of the matches and that of all predictions.
  public var state = MetricState(MeanState.parts)

  /// An accuracy over nothing yet, named as in Keras by default.
  public init(_ name: String = "binary_accuracy", threshold: Float = 0.5) {
    self.name = name
    self.threshold = threshold
  }

  /// The fraction; 0 of nothing.
  public var result: Double { state.mean }

  /// Counts a batch.
  ///
  /// - Parameters:
  ///   - predicted: Probabilities, or logits if the threshold is 0.
  ///   - expected: Labels of 0 or 1, of the same shape.
  ///   - sampleWeights: What each example or each element counts for; once by default.
  public mutating func updateState(
    predicted: Tensor, expected: Tensor, sampleWeights: Tensor? = nil
  ) {
    ElementPairs(
      predicted: predicted, expected: expected, sampleWeights: sampleWeights, of: name
    ).forEach { predicted, expected, weight in
      state.add(expected == (predicted > threshold ? 1 : 0) ? 1 : 0, weight: weight)
    }
  }
}
