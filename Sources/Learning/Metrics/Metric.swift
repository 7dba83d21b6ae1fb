import Diagnostics

/// A figure that is gathered over many examples, in parts that can be merged.
///
/// Source: Keras, `keras.metrics.Metric`.
public protocol Metric: Sendable {
  /// The key in logs and reports, such as `loss`.
  var name: String { get }
  /// What has been gathered.
  var state: MetricState { get set }
}

extension Metric {
  /// The figure over everything gathered; 0 if nothing was.
  public var result: Double { state.mean }

  /// Forgets everything gathered.
  public mutating func resetState() { state = MetricState() }

  /// Adds what another metric of the kind has gathered.
  public mutating func merge(_ other: Self) {
    require(name == other.name, "can't merge the metric \(other.name) into \(name)")
    state.merge(other.state)
  }
}
