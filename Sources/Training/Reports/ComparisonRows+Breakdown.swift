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
