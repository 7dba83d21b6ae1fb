import Learning
import Sharding

/// What has come of the rounds of a job: figures of each epoch, of the test, and of every step.
public struct RunRecord: Sendable {
  /// The epochs that are complete, validation included.
  public private(set) var epochs: [EpochReport] = []
  /// The metrics of the test examples, once they are all counted.
  public private(set) var test: [NamedValue] = []
  /// The state of every metric after every round, in order: what makes two runs identical.
  public private(set) var roundStates: [MetricState] = []
  /// When the first training step ended.
  public private(set) var firstStepEnd: ContinuousClock.Instant?
  /// The names of the metrics.
  public let metricNames: [String]
  /// The sequence of rounds.
  public let schedule: JobSchedule

  // What has been gathered in the current pass over a split, begun anew with each.
  private var sums: [MetricState]
  private var timings: StepTimings
  private var trainingFigures: [NamedValue] = []
  private var trainingSeconds = 0.0
  private var stepMilliseconds = StepMilliseconds(mean: 0, median: 0, p95: 0)
  private var passBegan: ContinuousClock.Instant

  init(schedule: JobSchedule, metricNames: [String]) {
    // Now, rather than when the first epoch has been computed.
    EpochReport.requireDistinct(metricNames + metricNames.map { "val_" + $0 })
    self.schedule = schedule
    self.metricNames = metricNames
    sums = metricNames.map { _ in MetricState() }
    passBegan = .now
    timings = StepTimings(
      startingAt: passBegan, expectedSteps: schedule.rounds(in: .training))
    // So that no step of an ordinary run moves what was kept before; one of a million epochs may.
    roundStates.reserveCapacity(min(schedule.count * metricNames.count, 1 << 20))
  }

  /// The figures of the current pass so far: names prefixed with `val_` in validation.
  public func figures(in phase: Phase) -> [NamedValue] {
    let prefix = phase == .validation ? "val_" : ""
    return zip(metricNames, sums).map { NamedValue(prefix + $0, $1.mean) }
  }

  mutating func beginClock(at now: ContinuousClock.Instant = .now) {
    passBegan = now
    timings = StepTimings(
      startingAt: passBegan, expectedSteps: schedule.rounds(in: .training))
  }

  mutating func roundEnded(
    _ round: Round, metrics: [MetricState], at now: ContinuousClock.Instant = .now
  ) {
    if round.isFirstOfPhase { sums = metricNames.map { _ in MetricState() } }
    MetricStates.merge(metrics, into: &sums)
    roundStates.append(contentsOf: metrics)
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
