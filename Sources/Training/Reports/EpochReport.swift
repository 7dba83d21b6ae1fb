/// What one epoch of a run came to.
public struct EpochReport: Sendable, Hashable {
  /// Number of the epoch, counted from 1.
  public var epoch: Int
  /// Training metrics and `val_` ones, encoded as members beside the others.
  public var metrics: [NamedValue]
  /// Training steps taken.
  public var steps: Int
  /// Wall time of the training alone, in seconds.
  public var seconds: Double
  /// Wall time of the validation, in seconds.
  public var validationSeconds: Double
  /// Wall time of the training steps.
  public var stepMilliseconds: StepMilliseconds

  /// Collects an epoch's figures.
  ///
  /// No metric may bear the name of another member (`epoch`, `steps`, …), nor two the same name:
  /// ``MetricGroup/check(in:)`` tells before a job begins.
  public init(
    epoch: Int, metrics: [NamedValue], steps: Int, seconds: Double, validationSeconds: Double,
    stepMilliseconds: StepMilliseconds
  ) {
    self.epoch = epoch
    self.metrics = metrics
    self.steps = steps
    self.seconds = seconds
    self.validationSeconds = validationSeconds
    self.stepMilliseconds = stepMilliseconds
  }

  /// Adds the figures of the validation, in place of those of an earlier one.
  mutating func add(_ validation: [NamedValue], taking seconds: Double) {
    let names = Set(validation.map(\.name))
    metrics = metrics.filter { !names.contains($0.name) } + validation
    validationSeconds = seconds
  }
}

extension EpochReport {
  /// The names of members that no metric may bear.
  static var reservedNames: [String] { Field.allCases.map(\.rawValue) }
}

extension EpochReport: Codable {
  private enum Field: String, CaseIterable {
    case epoch, steps, seconds, validationSeconds, stepMilliseconds
    var key: ReportKey { ReportKey(rawValue) }
  }

  /// Reads an epoch; every member beside the known ones is a metric, in Keras's order.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ReportKey.self)
    epoch = try container.decode(Int.self, forKey: Field.epoch.key)
    metrics = try container.decodeMetrics(except: Set(Field.allCases.map(\.rawValue)))
    steps = try container.decode(Int.self, forKey: Field.steps.key)
    seconds = try container.decodeNumber(forKey: Field.seconds.key)
    validationSeconds = try container.decodeNumber(forKey: Field.validationSeconds.key)
    stepMilliseconds = try container.decode(
      StepMilliseconds.self, forKey: Field.stepMilliseconds.key)
  }

  /// Writes an epoch; null for numbers that are not finite.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ReportKey.self)
    try container.encode(epoch, forKey: Field.epoch.key)
    try container.encode(metrics)
    try container.encode(steps, forKey: Field.steps.key)
    try container.encodeNumber(seconds, forKey: Field.seconds.key)
    try container.encodeNumber(validationSeconds, forKey: Field.validationSeconds.key)
    try container.encode(stepMilliseconds, forKey: Field.stepMilliseconds.key)
  }
}
