import TensorCore

/// The mean of the squares of how far predictions lie from what was expected.
///
/// Source: Keras, `keras.metrics.MeanSquaredError`.
public struct MeanSquaredError: Metric {
  /// The key in logs and reports.
  public let name: String
  /// The sum of the weighted squares and that of the weights.
  public var state = MetricState(MeanState.parts)

  /// An error over nothing yet, named as in Keras by default.
  public init(_ name: String = "mean_squared_error") {
    self.name = name
  }

  /// The mean; 0 of nothing.
  public var result: Double { state.mean }

  /// Adds a batch, in Float64.
  ///
  /// - Parameters:
  ///   - predicted: Of any shape.
  ///   - expected: Of the same shape.
  ///   - sampleWeights: What each example or each element counts for; once by default.
  public mutating func updateState(
    predicted: Tensor, expected: Tensor, sampleWeights: Tensor? = nil
  ) {
    ElementPairs(
      predicted: predicted, expected: expected, sampleWeights: sampleWeights, of: name
    ).forEach { predicted, expected, weight in
      let error = Double(predicted) - Double(expected)
      state.add(error * error, weight: weight)
    }
  }
}
