import Datasets
import Learning
import TensorCore

/// Models, optimizers, metrics, and what happens in one step of training and of testing.
///
/// A program is written as if there were one process and one batch. It is given a shard of each
/// global batch and returns that shard's gradients; summing them, updating the weights and merging
/// the metrics happen around it, in one process or in many.
public protocol TrainingProgram: Sendable {
  /// The metrics it keeps.
  associatedtype Metrics: MetricGroup

  /// What `--program` calls it.
  static var name: String { get }

  /// Makes the program with its own hyper-parameters.
  init()

  /// How gradients become new weights: an optimizer for all trainable variables, or several, each for some
  /// of them.
  @OptimizersBuilder var optimizers: Optimizers { get }

  /// The stages of a training step, in order, 1,024 at most; a single one by default.
  var stages: [Stage] { get }

  /// Weights that follow others after an update; none by default.
  var followers: [Follower] { get }

  /// Whether a step whose loss, gradients or changes of the state are not all finite is left out, as if it had
  /// not been, rather than the end of the training; no by default.
  var skipsFaultySteps: Bool { get }

  /// Its metrics, of nothing yet: names and options are the same each time.
  var metrics: Metrics { get }

  /// What its examples are made of: the keys to what a batch holds.
  var fields: Fields { get }

  /// The examples, from where a person says, as far as the program lets that be said.
  ///
  /// By default those of ``MNIST`` if the fields are one of pixels and one of classes, and 1,000 numbers to
  /// train on if there are no fields.
  func data(_ source: DataSource) throws -> Splits

  /// Runs forward and backward over the examples of one shard, in one stage of the step.
  ///
  /// - Parameters:
  ///   - batch: The examples of the shard, at least one.
  ///   - step: The weights as they stood when the step began, and the place in the training.
  ///   - metrics: Fresh metrics of the shard.
  /// - Returns: The gradients, by ``StepTape/gradients(of:reduction:for:unconnected:)``: of all that the stage
  ///   updates.
  func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients

  /// Runs forward over the examples of one shard, as in inference.
  func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics)

  /// What looks on while ``TrainingLoop/fit()`` trains, and may stop it: made anew for each run. None by
  /// default.
  var callbacks: [any Callback] { get }

  /// Trains: by ``TrainingLoop/fit()`` unless the program has a loop of its own.
  ///
  /// Called in the single process or on the coordinator, never on a worker.
  func run(_ loop: TrainingLoop) throws
}

extension TrainingProgram {
  /// None.
  public var callbacks: [any Callback] { [] }

  /// Trains as many epochs as the run was asked for, and evaluates.
  public func run(_ loop: TrainingLoop) throws { try loop.fit() }
}

extension TrainingProgram {
  /// One.
  public var stages: [Stage] { [Stage("step")] }

  /// None.
  public var followers: [Follower] { [] }

  /// No.
  public var skipsFaultySteps: Bool { false }
}
