import Diagnostics
import TensorCore

/// The mean of some values, each counted once.
///
/// Source: Keras, `keras.metrics.Mean`.
public struct Mean: Metric {
  /// The key in logs and reports.
  public let name: String
  /// The sum of the values and their number.
  public var state = MetricState()

  /// A mean of nothing yet.
  public init(_ name: String = "mean") {
    self.name = name
  }

  /// Adds each element of a tensor, in order, in Float64.
  public mutating func updateState(_ values: Tensor) {
    state.merge(
      MetricState(
        total: values.withElements { $0.reduce(0.0) { $0 + Double($1) } },
        count: Int64(values.count)))
  }

  /// Adds a value that stands for a number of examples.
  public mutating func updateState(_ value: Double, count: Int = 1) {
    require(count >= 0, "a value of the metric \(name) can't stand for \(count) examples")
    state.merge(MetricState(total: value * Double(count), count: Int64(count)))
  }
}
