import Learning

/// The metrics of a program, typed so that a step updates each by its own method.
///
///     struct DigitMetrics: MetricGroup {
///       var loss = Mean("loss")
///       var accuracy = SparseCategoricalAccuracy()
///       var all: [any Metric] { [loss, accuracy] }
///     }
///
/// A program hands one out in ``TrainingProgram/metrics``, with whatever options its metrics have.
public protocol MetricGroup: Sendable {
  /// The metrics in a fixed order, their names all different.
  var all: [any Metric] { get }
}

extension MetricGroup {
  /// The keys in logs and reports, in order.
  public var names: [String] { all.map(\.name) }

  /// What the metrics have gathered, in order.
  public var states: [MetricState] { all.map(\.state) }
}
