import Learning

/// What the rounds of one phase have gathered since the pass over its split began.
struct PassFigures: Sendable {
  /// The metrics so far.
  private(set) var metrics: [any Metric]
  /// How long its rounds have taken.
  private(set) var seconds = 0.0

  /// Of nothing yet.
  init(_ metrics: [any Metric]) {
    self.metrics = metrics
  }

  /// Begins a pass.
  mutating func reset() {
    for index in metrics.indices { metrics[index].resetState() }
    seconds = 0
  }

  /// Takes a round.
  mutating func add(_ states: [MetricState], taking seconds: Double) {
    for index in metrics.indices { metrics[index].state.merge(states[index]) }
    self.seconds += seconds
  }
}
