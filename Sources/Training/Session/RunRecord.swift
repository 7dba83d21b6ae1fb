import Diagnostics
import Learning
import Sharding

/// What has come of the rounds of a job: figures of each epoch and of the test, and a digest of every round.
public struct RunRecord: Sendable {
  /// The epochs whose training is complete, with the validation that followed.
  public private(set) var epochs: [EpochReport] = []
  /// The metrics of the test examples, once they are all counted.
  public private(set) var test: [NamedValue] = []
  /// What every metric gathered in the round that ended last.
  public private(set) var lastStates: [MetricState] = []
  /// A digest of that for every round, in order: what makes two runs identical.
  package private(set) var roundDigests: [UInt64] = []
  /// How many training rounds have ended.
  public private(set) var trainingRounds = 0
  /// When the first training step ended.
  public private(set) var firstStepEnd: ContinuousClock.Instant?
  /// The names of the metrics.
  public let metricNames: [String]
  /// What the rounds are cut from.
  public let shape: JobShape
  // How many stages a training step has.
  let stages: Int

  // Of each phase what has been gathered in the pass over its split that was begun last.
  private var passes: [PassFigures]
  private var timings: StepTimings
  private var lastEnd: ContinuousClock.Instant

  init(
    shape: JobShape, stages: Int = 1, metrics: [any Metric], at now: ContinuousClock.Instant = .now
  ) {
    self.shape = shape
    self.stages = stages
    metricNames = metrics.map(\.name)
    passes = Phase.allCases.map { _ in PassFigures(metrics) }
    lastEnd = now
    timings = StepTimings(startingAt: now, expectedSteps: shape.steps(in: .training))
    // So that few steps move what was kept before.
    roundDigests.reserveCapacity(min(4 * shape.steps(in: .training), 1 << 20))
  }

  /// The figures of the pass over a split that was begun last, so far: names prefixed with `val_` in
  /// validation.
  public func figures(in phase: Phase) -> [NamedValue] {
    let prefix = phase == .validation ? "val_" : ""
    return passes[phase.address].metrics.map { NamedValue(prefix + $0.name, $0.result) }
  }

  /// The metrics of the program, to tell what their states are.
  package var metrics: [any Metric] { passes[Phase.training.address].metrics }

  mutating func beginClock(at now: ContinuousClock.Instant = .now) {
    lastEnd = now
    timings = StepTimings(startingAt: now, expectedSteps: shape.steps(in: .training))
  }

  mutating func roundEnded(
    _ round: Round, metrics states: [MetricState], at now: ContinuousClock.Instant = .now
  ) {
    require(
      states.count == metricNames.count,
      "\(states.count) states of \(metricNames.count) metrics")
    let place = round.phase.address
    if round.batch.beginsPass { beginPass(place) }
    passes[place].add(states, taking: (now - lastEnd) / .seconds(1))
    lastStates = states
    roundDigests.append(MetricStates.digest(of: states))
    if round.phase == .training {
      trainingRounds += 1
      if endsStep(round) { timings.stepEnded(at: now) }
      if firstStepEnd == nil { firstStepEnd = now }
    } else {
      // What an evaluation takes is not the next step's.
      timings.resume(at: now)
    }
    lastEnd = now
    if endsPass(round) { passEnded(round, passes[place].seconds) }
  }

  /// Whether a round is the last stage of its step.
  func endsStep(_ round: Round) -> Bool {
    round.phase != .training || round.stage == stages - 1
  }

  /// Whether a round ends its pass over the split.
  public func endsPass(_ round: Round) -> Bool {
    shape.endsPass(round.batch) && endsStep(round)
  }

  private mutating func beginPass(_ place: Int) {
    passes[place].reset()
    guard place == Phase.training.address else { return }
    timings = StepTimings(startingAt: lastEnd, expectedSteps: shape.steps(in: .training))
  }

  private mutating func passEnded(_ round: Round, _ seconds: Double) {
    switch round.phase {
    case .training:
      epochs.append(
        EpochReport(
          epoch: round.epoch + 1, metrics: figures(in: .training),
          steps: shape.steps(in: .training), seconds: seconds, validationSeconds: 0,
          stepMilliseconds: timings.milliseconds))
    case .validation:
      // In the midst of an epoch it is the loop's own affair.
      guard epochs.last?.epoch == round.epoch + 1 else { return }
      epochs[epochs.count - 1].add(figures(in: .validation), taking: seconds)
    case .test:
      test = figures(in: .test)
    }
  }
}
