import Learning

extension MetricState {
  /// That of a mean or an accuracy.
  package init(total: Double, count: Int) {
    self.init(.sum, .sum)
    add(total, to: 0)
    add(Double(count), to: 1)
  }

  /// The sum of a mean.
  package var total: Double { self[0] }

  /// How many examples are in a mean.
  package var count: Int { Int(self[1]) }
}
