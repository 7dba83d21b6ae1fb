/// Counts what one side says without need: heartbeats, and messages that lead to nothing.
///
/// They may come in heaps after a time in which nobody read them, but not without end: a million of them
/// come in the time in which a hundred thousand are read.
struct Greetings: Hashable, Sendable {
  // What a socket keeps for a peer that is not there yet, twice.
  private static let mostAtOnce = 2_000

  private let since: Instant
  private var count = 0

  /// Counts from an instant on.
  init(since: Instant) {
    self.since = since
  }

  /// Counts one more, and returns whether so many can be honest: a heap, and two in each interval.
  mutating func add(every interval: Duration, at now: Instant) -> Bool {
    count += 1
    return count <= Self.mostAtOnce
      || Double(count - 1 - Self.mostAtOnce) < 2 * (since.duration(to: now) / interval)
  }
}
