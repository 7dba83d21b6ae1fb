/// How fast a process computes, to tell beforehand what takes long.
package struct Pace: Sendable {
  // Of the last piece that was timed.
  private var secondsPerExample: Double?

  /// Nothing is known yet.
  package init() {}

  /// Whether so many examples may well take longer than a signal, or a sign of life, should wait. Unless
  /// anything is known, they may.
  package func isLong(_ examples: Int) -> Bool {
    guard let secondsPerExample else { return true }
    return Double(examples) * secondsPerExample > Self.longest
  }

  /// Takes note of how long some examples took.
  package mutating func took(_ duration: Duration, for examples: Int) {
    if examples > 0 { secondsPerExample = duration / .seconds(1) / Double(examples) }
  }

  // What is done aside takes some fifty microseconds more.
  private static let longest = 0.05
}
