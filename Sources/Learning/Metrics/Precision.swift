import TensorCore

/// The part of what was predicted as positive that is.
///
/// Source: Keras, `keras.metrics.Precision`.
public struct Precision: Metric {
  /// The key in logs and reports.
  public let name: String
  /// What counts as positive lies above it; 0.5 by default.
  public let threshold: Float
  /// The class that is looked at, along the last axis; all of them by default.
  public let classIndex: Int?
  /// The weights of true and of false positives.
  public var state = MetricState(.sum, .sum)

  /// A precision over nothing yet, named as in Keras by default.
  public init(_ name: String = "precision", threshold: Float = 0.5, classIndex: Int? = nil) {
    self.name = name
    self.threshold = threshold
    self.classIndex = classIndex
  }

  /// True positives by all positives; 0 without any.
  public var result: Double {
    let positives = state[0] + state[1]
    return positives == 0 ? 0 : state[0] / positives
  }

  /// Counts a batch.
  ///
  /// - Parameters:
  ///   - predicted: Probabilities, of any shape.
  ///   - expected: Labels of the same shape: 0, or anything else for what is positive.
  ///   - sampleWeights: What each example or each element counts for; once by default.
  public mutating func updateState(
    predicted: Tensor, expected: Tensor, sampleWeights: Tensor? = nil
  ) {
    ThresholdedPairs(threshold: threshold, classIndex: classIndex, name: name).forEach(
      predicted: predicted, expected: expected, sampleWeights: sampleWeights
    ) { isPositive, shouldBe, weight in
      if isPositive { state.add(weight, to: shouldBe ? 0 : 1) }
    }
  }
}
