import TensorCore

/// The part of what is positive that was predicted so.
///
/// Source: Keras, `keras.metrics.Recall`.
public struct Recall: Metric {
  /// The key in logs and reports.
  public let name: String
  /// What counts as positive lies above it; 0.5 by default.
  public let threshold: Float
  /// The class that is looked at, along the last axis; all of them by default.
  public let classIndex: Int?
  /// The weights of true positives and of false negatives.
  public var state = MetricState(.sum, .sum)

  /// A recall over nothing yet, named as in Keras by default.
  public init(_ name: String = "recall", threshold: Float = 0.5, classIndex: Int? = nil) {
    self.name = name
    self.threshold = threshold
    self.classIndex = classIndex
  }

  /// True positives by all that should be; 0 without any.
  public var result: Double {
    let wanted = state[0] + state[1]
    return wanted == 0 ? 0 : state[0] / wanted
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
      if shouldBe { state.add(weight, to: isPositive ? 0 : 1) }
    }
  }
}
