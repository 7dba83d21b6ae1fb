import TensorCore

/// The sum of some values, each counted once or by its weight.
///
/// Source: Keras, `keras.metrics.Sum`.
public struct Sum: Metric {
  /// The key in logs and reports.
  public let name: String
  /// The sum.
  public var state = MetricState(.sum)

  /// A sum of nothing yet.
  public init(_ name: String = "sum") {
    self.name = name
  }

  /// The sum; 0 of nothing.
  public var result: Double { state[0] }

  /// Adds each element of a tensor, in order, in Float64.
  ///
  /// - Parameters:
  ///   - values: What to sum.
  ///   - sampleWeights: What each example or each element counts for; once by default.
  public mutating func updateState(_ values: Tensor, sampleWeights: Tensor? = nil) {
    let weights = SampleWeights(sampleWeights, for: values.shape, of: name)
    var total = 0.0
    values.withElements { values in
      weights.forEach(values.count) { index, weight in total += Double(values[index]) * weight }
    }
    state.add(total, to: 0)
  }
}
