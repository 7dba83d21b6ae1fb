/// What a metric has gathered: a Float64 sum and the number of examples in it.
///
/// States of the same metric are merged by adding, in a fixed order, so that a merged one has the
/// same bits whoever gathered the parts.
public struct MetricState: Sendable, Hashable {
  /// The sum over the examples.
  public var total: Double
  /// The number of examples.
  public var count: Int64

  /// A state; an empty one by default.
  public init(total: Double = 0, count: Int64 = 0) {
    self.total = total
    self.count = count
  }

  /// Adds what another part of the examples gave.
  public mutating func merge(_ other: MetricState) {
    total += other.total
    count += other.count
  }

  /// The sum over the count; 0 without examples, as in Keras.
  public var mean: Double { count == 0 ? 0 : total / Double(count) }
}
