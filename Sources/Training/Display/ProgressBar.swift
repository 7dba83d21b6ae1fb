/// Shows how an epoch gets on, in the form of Keras's progress bar.
///
/// On a terminal: a line `Epoch 1/3` and below it the bar, redrawn at most ten times a second.
/// Elsewhere one line an epoch, at its end. Quiet: nothing.
public struct ProgressBar: Sendable {
  private static let redrawInterval: Duration = .milliseconds(100)

  private let console: Console
  private let isQuiet: Bool
  private var state: ProgressState?
  private var lastDrawn: ContinuousClock.Instant?

  /// Makes a bar that shows nothing yet.
  ///
  /// - Parameters:
  ///   - console: where it goes.
  ///   - isQuiet: whether to show nothing at all.
  public init(console: Console, isQuiet: Bool = false) {
    self.console = console
    self.isQuiet = isQuiet
  }

  /// Begins an epoch.
  ///
  /// - Parameters:
  ///   - epoch: its number, counted from 1.
  ///   - epochs: how many there are; nil if nobody knows.
  ///   - steps: training steps in it.
  ///   - now: the moment it begins.
  public mutating func beginEpoch(
    _ epoch: Int, of epochs: Int?, steps: Int, at now: ContinuousClock.Instant = .now
  ) {
    begin("Epoch \(epoch)\(epochs.map { "/\($0)" } ?? "")", steps: steps, at: now)
  }

  /// Begins something else that goes by steps: `Test`.
  public mutating func begin(
    _ label: String, steps: Int, at now: ContinuousClock.Instant = .now
  ) {
    guard !isQuiet else { return }
    state = ProgressState(label: label, steps: steps, started: now)
    guard console.isTerminal else { return }
    console.write(line: label)
    draw(at: now)
  }

  /// Notes that a step has ended, and redraws the bar if it is time to.
  ///
  /// - Parameters:
  ///   - step: steps done, this one included.
  ///   - now: the moment it ended.
  ///   - metrics: the metrics so far; asked for only if the bar is drawn.
  public mutating func stepEnded(
    _ step: Int, at now: ContinuousClock.Instant = .now, metrics: () -> [NamedValue]
  ) {
    guard state != nil else { return }
    state?.step = step
    state?.lastStepEnded = now
    if state?.firstStepEnded == nil { state?.firstStepEnded = now }
    guard console.isTerminal else { return }
    if let lastDrawn, now - lastDrawn < Self.redrawInterval { return }
    state?.metrics = metrics().inKerasOrder()
    draw(at: now)
  }

  /// Ends what was begun, and leaves its figures standing.
  ///
  /// - Parameters:
  ///   - metrics: the final metrics, those of the validation included.
  ///   - now: the moment all was over.
  public mutating func end(metrics: [NamedValue], at now: ContinuousClock.Instant = .now) {
    guard var state else { return }
    state.metrics = metrics.inKerasOrder()
    state.isFinished = true
    if console.isTerminal {
      console.finish { [state] width in Self.render(state, width: width, now: now) }
    } else {
      console.write(line: Self.summary(state, now: now))
    }
    self.state = nil
    lastDrawn = nil
  }

  private mutating func draw(at now: ContinuousClock.Instant) {
    guard let state else { return }
    lastDrawn = now
    console.show { width in Self.render(state, width: width, now: now) }
  }
}
