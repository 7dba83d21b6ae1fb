import ClusterProtocol

/// The time as the machines are told it: since the clock was made, and never going back.
struct MonotonicClock: Sendable {
  private let start = ContinuousClock.now

  var now: Instant {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Instant(nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
