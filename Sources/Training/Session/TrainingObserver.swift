import Learning
import Sharding
import TensorCore

/// Looks on while a session moves forward: a progress bar, an audit.
public protocol TrainingObserver: AnyObject {
  /// Whether ``weightsUpdated(_:gradients:weights:optimizer:metrics:)`` is to be called, which needs
  /// the summed gradients to be kept.
  var wantsTensors: Bool { get }

  /// The rounds to come, and the weights the session begins with.
  func sessionBegan(_ schedule: JobSchedule, weights: Weights, optimizer: OptimizerState)

  /// The first round begins now.
  func clockBegan()

  /// A training round has changed the weights.
  func weightsUpdated(
    _ round: Round, gradients: Gradients, weights: Weights, optimizer: OptimizerState,
    metrics: [MetricState])

  /// A round of any phase is in the record.
  func roundEnded(_ round: Round, record: RunRecord)
}

extension TrainingObserver {
  /// No.
  public var wantsTensors: Bool { false }
  /// Nothing.
  public func sessionBegan(
    _ schedule: JobSchedule, weights: Weights, optimizer: OptimizerState
  ) {}
  /// Nothing.
  public func clockBegan() {}
  /// Nothing.
  public func weightsUpdated(
    _ round: Round, gradients: Gradients, weights: Weights, optimizer: OptimizerState,
    metrics: [MetricState]
  ) {}
}
