import Diagnostics
import TensorCore

/// The fraction of examples whose largest score is that of their class.
///
/// Of equal scores the first counts.
///
/// Source: Keras, `keras.metrics.SparseCategoricalAccuracy`.
public struct SparseCategoricalAccuracy: Metric {
  /// The key in logs and reports.
  public let name: String
  /// The weight of the matches and that of all examples.
  public var state = MetricState(MeanState.parts)

  /// An accuracy over nothing yet, named as in Keras by default.
  public init(_ name: String = "sparse_categorical_accuracy") {
    self.name = name
  }

  /// The fraction; 0 of nothing.
  public var result: Double { state.mean }

  /// Counts a batch.
  ///
  /// - Parameters:
  ///   - predicted: Probabilities or logits, `[rows, classes]`.
  ///   - expected: The class of each row, `[rows]`.
  ///   - sampleWeights: What each row counts for, `[rows]`; once by default.
  public mutating func updateState(
    predicted: Tensor, expected: IntegerTensor<some IntegerElement>,
    sampleWeights: Tensor? = nil
  ) {
    guard let sampleWeights else {
      // Much the faster of the two.
      state.add(Double(matchCount(of: predicted, with: expected)), to: 0)
      state.add(Double(expected.count), to: 1)
      return
    }
    let columns = predicted.largestColumns(for: name)
    require(
      columns.count == expected.count,
      "the metric \(name) has \(columns.count) rows of scores for \(expected.count) classes")
    let weights = SampleWeights(sampleWeights, for: Shape(count: columns.count), of: name)
    expected.withElements { expected in
      weights.forEach(columns.count) { row, weight in
        state.add(columns[row] == Int(expected[row]) ? 1 : 0, weight: weight)
      }
    }
  }
}
