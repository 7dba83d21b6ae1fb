import Diagnostics
import TensorCore

/// The mean of some values, each counted once or by its weight.
///
/// Source: Keras, `keras.metrics.Mean`.
public struct Mean: Metric {
  /// The key in logs and reports.
  public let name: String
  /// The sum of the weighted values and that of the weights.
  public var state = MetricState(MeanState.parts)

  /// A mean of nothing yet.
  public init(_ name: String = "mean") {
    self.name = name
  }

  /// The mean; 0 of nothing.
  public var result: Double { state.mean }

  /// Adds each element of a tensor, in order, in Float64.
  ///
  /// - Parameters:
  ///   - values: What to take the mean of, such as the losses of some examples.
  ///   - sampleWeights: What each example or each element counts for; once by default.
  public mutating func updateState(_ values: Tensor, sampleWeights: Tensor? = nil) {
    let weights = SampleWeights(sampleWeights, for: values.shape, of: name)
    var (total, count) = (0.0, 0.0)
    values.withElements { values in
      weights.forEach(values.count) { index, weight in
        total += Double(values[index]) * weight
        count += weight
      }
    }
    state.add(total, to: 0)
    state.add(count, to: 1)
  }

  /// Adds a value that stands for a number of examples.
  public mutating func updateState(_ value: Double, count: Int = 1) {
    require(count >= 0, "a value of the metric \(name) can't stand for \(count) examples")
    state.add(value, weight: Double(count))
  }
}
