/// Looks on while ``TrainingLoop/fit()`` trains, and may stop it, set rates or put other weights in place.
///
/// A program names its callbacks in ``TrainingProgram/callbacks``. One of your own keeps what it has to
/// remember in its state, which can be written down, and its options beside it:
///
///     struct StopAtAccuracy: Callback {
///       let goal: Double
///
///       mutating func epochEnded(_ report: EpochReport, in loop: TrainingLoop) throws -> Verdict {
///         report.metrics["val_accuracy"] ?? 0 >= goal ? .stop : .continue
///       }
///     }
///
/// On a cluster callbacks run on the coordinator alone, on what the workers' results come to: what they
/// decide is the same however many workers there are, as long as nothing else decides.
///
/// Source: Keras, `keras.callbacks.Callback`.
public protocol Callback: Sendable {
  /// What it has to remember from epoch to epoch; nothing by default.
  associatedtype State: Codable & Sendable = NoState

  /// What it remembers. All that it decides follows from this, its options and the figures.
  var state: State { get set }

  /// The training begins; not called where one resumes. Does nothing by default.
  mutating func trainingBegan(_ loop: TrainingLoop) throws -> Verdict

  /// An epoch begins: number ``TrainingLoop/epoch``. Does nothing by default.
  mutating func epochBegan(_ loop: TrainingLoop) throws -> Verdict

  /// An epoch is complete, with the validation that belongs to it. Does nothing by default.
  mutating func epochEnded(_ report: EpochReport, in loop: TrainingLoop) throws -> Verdict

  /// All epochs are, or training was stopped; the test follows. Does nothing by default.
  mutating func trainingEnded(_ loop: TrainingLoop) throws -> Verdict
}

/// What a callback wants to happen.
public enum Verdict: Sendable, Hashable {
  /// Go on.
  case `continue`
  /// Train no further epoch.
  case stop
  /// Put these weights in place of those that there are, and go on.
  case restore(KeptWeights)
}

/// The state of a callback that has to remember nothing.
public struct NoState: Codable, Sendable, Hashable {
  /// Nothing.
  public init() {}
}

extension Callback where State == NoState {
  /// Nothing.
  public var state: NoState {
    get { NoState() }
    set {}
  }
}

extension Callback {
  /// Goes on.
  public mutating func trainingBegan(_ loop: TrainingLoop) throws -> Verdict { .continue }
  /// Goes on.
  public mutating func epochBegan(_ loop: TrainingLoop) throws -> Verdict { .continue }
  /// Goes on.
  public mutating func epochEnded(
    _ report: EpochReport, in loop: TrainingLoop
  ) throws -> Verdict { .continue }
  /// Goes on.
  public mutating func trainingEnded(_ loop: TrainingLoop) throws -> Verdict { .continue }
}
