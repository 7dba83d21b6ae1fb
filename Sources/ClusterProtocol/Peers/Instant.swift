/// A point in time as the driver of a machine tells it: nanoseconds since a beginning of its choice,
/// on a clock that never goes back.
public struct Instant: InstantProtocol, Hashable, Sendable {
  /// Nanoseconds since the beginning.
  public let nanoseconds: Int64

  /// - Parameter nanoseconds: Nanoseconds since the beginning.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The instant a duration later, to the nanosecond.
  public func advanced(by duration: Duration) -> Instant {
    let (seconds, attoseconds) = duration.components
    return Instant(nanoseconds: nanoseconds + seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  /// The time from this instant to another.
  public func duration(to other: Instant) -> Duration {
    .nanoseconds(other.nanoseconds - nanoseconds)
  }

  /// Whether one instant is before another.
  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}
