import Diagnostics

/// A whole job as a fixed sequence of rounds, numbered from 0 and never stored.
///
/// For each epoch come all training rounds, then all validation rounds; after the last epoch the
/// test rounds. Batches are taken in the order of the split, the last of a pass may be short. The
/// single-process loop and the cluster both follow this sequence.
public struct JobSchedule: Hashable, Sendable {
  /// How often the training examples are gone through; 0 for an evaluation.
  public let epochs: Int
  /// The examples of a global batch.
  public let batchSize: Int
  /// The shards that each global batch is cut into.
  public let shards: Int
  /// The examples of the training split; 0 for an evaluation.
  public let trainingExamples: Int
  /// The examples of the validation split; 0 for none.
  public let validationExamples: Int
  /// The examples of the test split; 0 for none.
  public let testExamples: Int

  /// The schedule of a training job.
  ///
  /// The values have to be such that `problem(…)` finds none.
  ///
  /// - Parameters:
  ///   - epochs: How often to go through the training examples, at least 1.
  ///   - batchSize: The examples of a global batch, at least 1.
  ///   - shards: The shards that each global batch is cut into, at least 1.
  ///   - trainingExamples: The examples of the training split, at least 1.
  ///   - validationExamples: The examples of the validation split, 0 for no validation.
  ///   - testExamples: The examples of the test split, 0 for no test.
  public init(
    epochs: Int, batchSize: Int, shards: Int,
    trainingExamples: Int, validationExamples: Int, testExamples: Int
  ) {
    self.init(
      checked: epochs, batchSize, shards, trainingExamples, validationExamples, testExamples)
  }

  /// The schedule of an evaluation: no training, only the test rounds, under weights version 0.
  ///
  /// - Parameters:
  ///   - batchSize: The examples of a global batch, at least 1.
  ///   - shards: The shards that each global batch is cut into, at least 1.
  ///   - testExamples: The examples of the test split, at least 1.
  public static func evaluation(batchSize: Int, shards: Int, testExamples: Int) -> JobSchedule {
    JobSchedule(checked: 0, batchSize, shards, 0, 0, testExamples)
  }

  private init(
    checked epochs: Int, _ batchSize: Int, _ shards: Int,
    _ trainingExamples: Int, _ validationExamples: Int, _ testExamples: Int
  ) {
    let problem = Self.problem(
      epochs: epochs, batchSize: batchSize, shards: shards, trainingExamples: trainingExamples,
      validationExamples: validationExamples, testExamples: testExamples)
    require(problem == nil, problem ?? "")
    self.epochs = epochs
    self.batchSize = batchSize
    self.shards = shards
    self.trainingExamples = trainingExamples
    self.validationExamples = validationExamples
    self.testExamples = testExamples
  }

  /// Whether there is no training in the job.
  public var isEvaluation: Bool { epochs == 0 }
}
