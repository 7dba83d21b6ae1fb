extension ComparisonRows {
  /// Where the time of a mean step goes, in parts that follow each other and add up to it; nothing
  /// if neither run tells.
  mutating func breakdown(_ single: StepBreakdown?, _ cluster: StepBreakdown?) {
    guard single != nil || cluster != nil else { return }
    let (first, second) = (single?.sequence, cluster?.sequence)
    lines.append("")
    row(
      "Mean step", "compute, mean of the workers", Self.time(first?.compute),
      Self.time(second?.compute))
    row(
      "", "reduce and update", Self.time(first?.reduceAndUpdate),
      Self.time(second?.reduceAndUpdate))
    row("", "receive and broadcast", Self.time(first?.messages), Self.time(second?.messages))
    row("", "on the way, and other", Self.time(first?.other), Self.time(second?.other))
  }

  private static func time(_ milliseconds: Double?) -> String {
    guard let milliseconds, milliseconds.isFinite else { return "–" }
    return "\(DecimalText.fixed(milliseconds, places: 3)) ms"
  }
}

/// The parts of a step as they follow each other.
private struct StepSequence {
  var compute: Double
  var reduceAndUpdate: Double
  var messages: Double?
  var other: Double
}

extension StepBreakdown {
  fileprivate var sequence: StepSequence {
    switch self {
    case .single(let single):
      return StepSequence(
        compute: single.compute, reduceAndUpdate: single.reduceAndUpdate, other: single.other)
    case .cluster(let coordinator, let workers):
      let compute = workers.reduce(0) { $0 + $1.compute } / Double(max(1, workers.count))
      // While the coordinator waits, workers compute and messages are on their way.
      return StepSequence(
        compute: compute, reduceAndUpdate: coordinator.reduceAndUpdate,
        messages: coordinator.receive + coordinator.broadcast,
        other: max(0, coordinator.wait - compute) + coordinator.other)
    }
  }
}
