/// What a progress bar has to show at one moment.
public struct ProgressState: Sendable, Hashable {
  /// What is going on: `Epoch 1/3`.
  public var label: String
  /// Steps done.
  public var step = 0
  /// Steps to do.
  public var steps: Int
  /// Metrics so far, in the order in which they are shown.
  public var metrics: [NamedValue] = []
  /// When it began.
  public var started: ContinuousClock.Instant
  /// When the first step ended: it is left out of the estimate, as it has more to set up.
  public var firstStepEnded: ContinuousClock.Instant?
  /// When the latest step ended.
  public var lastStepEnded: ContinuousClock.Instant?
  /// Whether all is over, validation included.
  public var isFinished = false

  /// Begins.
  public init(label: String, steps: Int, started: ContinuousClock.Instant) {
    self.label = label
    self.steps = steps
    self.started = started
  }

  /// The part done, 0…1.
  var fraction: Double { steps > 0 ? Double(step) / Double(steps) : 1 }

  /// Estimated seconds a step, or nil before the first has ended.
  var secondsPerStep: Double? {
    guard step > 0, let lastStepEnded else { return nil }
    if step > 1, let firstStepEnded {
      return (lastStepEnded - firstStepEnded).inSeconds / Double(step - 1)
    }
    return (lastStepEnded - started).inSeconds / Double(step)
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
