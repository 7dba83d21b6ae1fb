import Diagnostics
import TensorCore

/// How often examples of each class were taken for each class: a matrix of counts.
///
/// Of equal scores the first counts; a row of scores with a NaN is in no column.
///
/// Source: TensorFlow, `tf.math.confusion_matrix`.
public struct ConfusionMatrix: Metric {
  /// The key in logs and reports.
  public let name: String
  /// The number of classes.
  public let classes: Int
  /// The counts in row-major order, and the weight of all examples.
  public var state: MetricState

  /// A matrix of zeros.
  public init(_ name: String = "confusion_matrix", classes: Int) {
    require(classes >= 1, "a confusion matrix has at least one class, not \(classes)")
    self.name = name
    self.classes = classes
    state = MetricState(repeating: .sum, count: classes * classes + 1)
  }

  /// The weight of the examples of a class that were taken for a class.
  public subscript(expected: Int, predicted: Int) -> Double {
    require(
      0..<classes ~= expected && 0..<classes ~= predicted,
      "a confusion matrix of \(classes) classes has no place for \(expected) and \(predicted)")
    return state[expected * classes + predicted]
  }

  /// The matrix: a row for each class that was expected, a column for each that was predicted.
  public var counts: [[Double]] {
    (0..<classes).map { row in (0..<classes).map { self[row, $0] } }
  }

  /// The part of the examples on the diagonal: the accuracy, which is the one figure that stands for a
  /// matrix in bars and reports; 0 of nothing.
  public var result: Double {
    let all = state[classes * classes]
    return all == 0 ? 0 : (0..<classes).reduce(0) { $0 + self[$1, $1] } / all
  }

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
    let columns = predicted.largestColumns(for: name)
    require(
      columns.count == expected.count && predicted.shape[1] == classes,
      """
      the metric \(name) has scores of shape \(predicted.shape) for \(expected.count) examples of \
      \(classes) classes
      """)
    let weights = SampleWeights(sampleWeights, for: Shape(count: columns.count), of: name)
    expected.withElements { expected in
      weights.forEach(columns.count) { row, weight in
        let label = Int(expected[row])
        require(
          0..<classes ~= label,
          "the metric \(name) of \(classes) classes can't count the class \(label)"
        )
        state.add(weight, to: classes * classes)
        if let column = columns[row] { state.add(weight, to: label * classes + column) }
      }
    }
  }
}
