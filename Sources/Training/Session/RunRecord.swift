import Diagnostics
import Learning
import Sharding

/// What has come of the rounds of a job: figures of each epoch, of the test, and of every step.
public struct RunRecord: Sendable {
  /// The epochs that are complete, validation included.
  public private(set) var epochs: [EpochReport] = []
  /// The metrics of the test examples, once they are all counted.
  public private(set) var test: [NamedValue] = []
  /// What every metric gathered in the round that ended last.
  public private(set) var lastStates: [MetricState] = []
  /// A digest of that for every round, in order: what makes two runs identical.
  package private(set) var roundDigests: [UInt64] = []
  /// When the first training step ended.
  public private(set) var firstStepEnd: ContinuousClock.Instant?
  /// The names of the metrics.
  public let metricNames: [String]
  /// The sequence of rounds.
  public let schedule: JobSchedule

  // What has been gathered in the current pass over a split, begun anew with each.
  package private(set) var metrics: [any Metric]
  private var timings: StepTimings
  private var trainingFigures: [NamedValue] = []
  private var trainingSeconds = 0.0
  private var stepMilliseconds = StepMilliseconds(mean: 0, median: 0, p95: 0)
  private var passBegan: ContinuousClock.Instant

  init(schedule: JobSchedule, metrics: [any Metric]) {
    self.schedule = schedule
    self.metrics = metrics
    metricNames = metrics.map(\.name)
    passBegan = .now
    timings = StepTimings(
      startingAt: passBegan, expectedSteps: schedule.rounds(in: .training))
    // So that no step of an ordinary run moves what was kept before; one of a million epochs may.
    roundDigests.reserveCapacity(min(schedule.count, 1 << 20))
  }

  /// The figures of the current pass so far: names prefixed with `val_` in validation.
  public func figures(in phase: Phase) -> [NamedValue] {
    let prefix = phase == .validation ? "val_" : ""
    return metrics.map { NamedValue(prefix + $0.name, $0.result) }
  }

  mutating func beginClock(at now: ContinuousClock.Instant = .now) {
    passBegan = now
    timings = StepTimings(
      startingAt: passBegan, expectedSteps: schedule.rounds(in: .training))
  }

  mutating func roundEnded(
    _ round: Round, metrics states: [MetricState], at now: ContinuousClock.Instant = .now
  ) {
    require(
      states.count == metrics.count, "\(states.count) states of \(metrics.count) metrics")
    for index in metrics.indices {
      if round.isFirstOfPhase { metrics[index].resetState() }
      metrics[index].state.merge(states[index])
    }
    lastStates = states
    roundDigests.append(MetricStates.digest(of: states))
    if round.phase == .training {
      timings.stepEnded(at: now)
      if firstStepEnd == nil { firstStepEnd = now }
    }
    if round.isLastOfPhase { passEnded(round, at: now) }
  }

  private mutating func passEnded(_ round: Round, at now: ContinuousClock.Instant) {
    let seconds = (now - passBegan) / .seconds(1)
    passBegan = now
    switch round.phase {
    case .training:
      trainingSeconds = seconds
      stepMilliseconds = timings.milliseconds
      trainingFigures = figures(in: .training)
      if schedule.validationExamples == 0 { epochEnded(round, [], seconds: 0) }
    case .validation:
      epochEnded(round, figures(in: .validation), seconds: seconds)
    case .test:
      test = figures(in: .test)
    }
    timings = StepTimings(startingAt: now, expectedSteps: schedule.rounds(in: .training))
  }

  private mutating func epochEnded(
    _ round: Round, _ validation: [NamedValue], seconds: Double
  ) {
    epochs.append(
      EpochReport(
        epoch: round.epoch + 1, metrics: trainingFigures + validation,
        steps: schedule.rounds(in: .training), seconds: trainingSeconds,
        validationSeconds: seconds, stepMilliseconds: stepMilliseconds))
  }
}
