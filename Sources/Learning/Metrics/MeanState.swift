/// A sum of weighted values and the sum of their weights: what every mean is kept as.
enum MeanState {
  static let parts: [MetricPart] = [.sum, .sum]
}

extension MetricState {
  /// Takes note of a value in a mean.
  mutating func add(_ value: Double, weight: Double) {
    add(value * weight, to: 0)
    add(weight, to: 1)
  }

  /// A mean; 0 without weight, as in Keras.
  var mean: Double { self[1] == 0 ? 0 : self[0] / self[1] }
}
