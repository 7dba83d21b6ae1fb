import Diagnostics

/// A figure that is gathered over many examples, in parts that can be merged.
///
/// One of your own keeps what it needs as a sum, a count, a maximum or a minimum, and says what figure
/// these come to:
///
///     struct LargestError: Metric {
///       let name = "largest_error"
///       var state = MetricState(.maximum)
///       var result: Double { state[0] }
///
///       mutating func updateState(_ errors: Tensor) {
///         errors.withElements { for error in $0 { state.take(Double(error), for: 0) } }
///       }
///     }
///
/// Source: Keras, `keras.metrics.Metric`.
public protocol Metric: Sendable {
  /// The key in logs and reports, such as `loss`.
  var name: String { get }
  /// What has been gathered: the only thing that changes, and that other processes are told.
  var state: MetricState { get set }
  /// The figure over everything gathered: what reports, bars and tables show.
  var result: Double { get }
}

extension Metric {
  /// Forgets everything gathered.
  public mutating func resetState() { state.reset() }

  /// Adds what another metric of the kind has gathered.
  public mutating func merge(_ other: Self) {
    require(name == other.name, "can't merge the metric \(other.name) into \(name)")
    state.merge(other.state)
  }
}
