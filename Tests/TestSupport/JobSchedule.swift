import Sharding
import Training

/// The rounds of an ordinary training, numbered from 0: for each epoch all training rounds, then all
/// validation rounds, and the test rounds after the last; or, of no epochs, the test rounds alone.
public struct JobSchedule: Sendable {
  /// How many there are.
  public let epochs: Int
  /// What the rounds are cut from.
  public let shape: JobShape
  /// The passes, one after the other.
  public let passes: [Pass]
  private let rounds: [Round]

  /// The rounds of a training.
  public init(
    epochs: Int, batchSize: Int, shards: Int,
    trainingExamples: Int, validationExamples: Int, testExamples: Int
  ) {
    self.epochs = epochs
    let shape = JobShape(
      batchSize: batchSize, shards: shards, trainingExamples: trainingExamples,
      validationExamples: validationExamples, testExamples: testExamples)
    self.shape = shape
    let trained = (0..<epochs).flatMap { epoch in
      [Phase.training, .validation].map { Pass($0, epoch: epoch, of: shape) }
    }
    passes = trained + [Pass(.test, epoch: Swift.max(0, epochs - 1), of: shape)]
    var version = 0
    rounds = passes.joined().enumerated().map { index, batch in
      defer { if batch.phase == .training { version += 1 } }
      return Round(index: index, batch: batch, weightsVersion: version)
    }
  }

  /// The rounds of a job over some examples.
  public init(_ job: JobConfiguration, over examples: ExampleSplits) {
    self.init(
      epochs: job.epochs, batchSize: job.batchSize, shards: job.shards,
      trainingExamples: examples.training.count, validationExamples: examples.validation.count,
      testExamples: examples.test.count)
  }

  /// The rounds of a test alone.
  public static func evaluation(batchSize: Int, shards: Int, testExamples: Int) -> JobSchedule {
    JobSchedule(
      epochs: 0, batchSize: batchSize, shards: shards, trainingExamples: 0, validationExamples: 0,
      testExamples: testExamples)
  }

  /// How many shards each global batch is cut into.
  public var shards: Int { shape.shards }

  /// How many training rounds there are: the version of the final weights.
  public var trainingRounds: Int { rounds.count { $0.phase == .training } }

  /// The examples of the split that a phase draws from.
  public func examples(in phase: Phase) -> Int { shape.examples(in: phase) }
}

extension JobSchedule: RandomAccessCollection {
  /// The number of the first round: 0.
  public var startIndex: Int { 0 }
  /// How many rounds there are.
  public var endIndex: Int { rounds.count }
  /// The round of a number.
  public subscript(index: Int) -> Round { rounds[index] }
}
