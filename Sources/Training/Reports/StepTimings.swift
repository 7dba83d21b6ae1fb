/// Collects how long the steps of one epoch take, from the end of one step to the end of the next.
///
/// The first step counts from the epoch's start. Memory: 8 bytes a step.
public struct StepTimings: Sendable {
  private var last: ContinuousClock.Instant
  private var nanoseconds: [Int64] = []

  /// Starts an epoch.
  ///
  /// - Parameters:
  ///   - start: when the first step began.
  ///   - expectedSteps: how many steps to make room for, so that none has to wait for memory.
  public init(startingAt start: ContinuousClock.Instant, expectedSteps: Int = 0) {
    last = start
    nanoseconds.reserveCapacity(expectedSteps)
  }

  /// Number of steps collected.
  public var count: Int { nanoseconds.count }

  /// Notes that a step has ended.
  public mutating func stepEnded(at now: ContinuousClock.Instant) {
    let (seconds, attoseconds) = (now - last).components
    nanoseconds.append(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    last = now
  }

  /// Notes that the next step begins now, after something that was no step.
  public mutating func resume(at now: ContinuousClock.Instant) { last = now }

  /// Mean, median and 95th percentile, the latter two interpolated linearly between neighbours;
  /// NaN without steps. O(n log n).
  public var milliseconds: StepMilliseconds {
    guard !nanoseconds.isEmpty else {
      return StepMilliseconds(mean: .nan, median: .nan, p95: .nan)
    }
    let sorted = nanoseconds.sorted()
    func quantile(_ fraction: Double) -> Double {
      let place = fraction * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      let share = place - Double(below)
      return (Double(sorted[below]) * (1 - share) + Double(sorted[above]) * share) / 1e6
    }
    return StepMilliseconds(
      mean: Double(sorted.reduce(0, +)) / Double(sorted.count) / 1e6,
      median: quantile(0.5), p95: quantile(0.95))
  }
}
