import Diagnostics
import TensorCore

/// The fraction of examples whose largest score is where their expected row is largest.
///
/// Of equal scores the first counts.
///
/// Source: Keras, `keras.metrics.CategoricalAccuracy`.
public struct CategoricalAccuracy: Metric {
  /// The key in logs and reports.
  public let name: String
  /// The weight of the matches and that of all examples.
  public var state = MetricState(MeanState.parts)

  /// An accuracy over nothing yet, named as in Keras by default.
  public init(_ name: String = "categorical_accuracy") {
    self.name = name
  }

  /// The fraction; 0 of nothing.
  public var result: Double { state.mean }

  /// Counts a batch.
  ///
  /// - Parameters:
  ///   - predicted: Probabilities or logits, `[rows, classes]`.
  ///   - expected: One-hot rows, or probabilities: `[rows, classes]`.
  ///   - sampleWeights: What each row counts for, `[rows]`; once by default.
  public mutating func updateState(
    predicted: Tensor, expected: Tensor, sampleWeights: Tensor? = nil
  ) {
    require(
      predicted.shape == expected.shape,
      """
      the metric \(name) takes two tensors of one shape, not predictions of \(predicted.shape) and \
      \(expected.shape) expected
      """)
    let (found, wanted) = (predicted.largestColumns(for: name), expected.largestColumns(for: name))
    SampleWeights(sampleWeights, for: Shape(count: found.count), of: name).forEach(found.count) {
      row, weight in
      state.add(found[row] != nil && found[row] == wanted[row] ? 1 : 0, weight: weight)
    }
  }
}
