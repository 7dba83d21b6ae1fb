import Learning
import Sharding
import TensorCore

/// Looks on while a session moves forward: a progress bar, an audit.
public protocol TrainingObserver: AnyObject {
  /// Whether ``weightsUpdated(_:gradients:weights:optimizer:metrics:)`` is to be called, which needs
  /// the summed gradients to be kept.
  var wantsTensors: Bool { get }

  /// What the rounds to come are cut from, and the weights the session begins with.
  func sessionBegan(_ shape: JobShape, weights: Weights, optimizer: OptimizerState)

  /// The first round begins now.
  func clockBegan()

  /// The loop waits for some rounds from now on.
  func roundsBegan(_ pass: Pass, record: RunRecord)

  /// A training round has changed the weights.
  func weightsUpdated(
    _ round: Round, gradients: Gradients, weights: Weights, optimizer: OptimizerState,
    metrics: [MetricState])

  /// A round of any phase is in the record.
  func roundEnded(_ round: Round, record: RunRecord)

  /// The loop has come to its end.
  func sessionEnded(_ record: RunRecord)
}

extension TrainingObserver {
  /// No.
  public var wantsTensors: Bool { false }
  /// Nothing.
  public func sessionBegan(_ shape: JobShape, weights: Weights, optimizer: OptimizerState) {}
  /// Nothing.
  public func clockBegan() {}
  /// Nothing.
  public func roundsBegan(_ pass: Pass, record: RunRecord) {}
  /// Nothing.
  public func weightsUpdated(
    _ round: Round, gradients: Gradients, weights: Weights, optimizer: OptimizerState,
    metrics: [MetricState]
  ) {}
  /// Nothing.
  public func sessionEnded(_ record: RunRecord) {}
}
