import Datasets
import Sharding

/// The hyper-parameters that decide the bits of a run, but for the instruction set.
public struct JobConfiguration: Sendable, Hashable {
  /// How often to go through the training examples; 3 by default.
  public var epochs: Int
  /// The examples of a global batch; 32 by default.
  public var batchSize: Int
  /// The shards that each global batch is cut into; 1 by default.
  public var shards: Int
  /// The seed of all randomness; 1 by default.
  public var seed: UInt64

  /// The defaults of the command.
  public init(epochs: Int = 3, batchSize: Int = 32, shards: Int = 1, seed: UInt64 = 1) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.shards = shards
    self.seed = seed
  }

  /// What rounds over some examples are cut from.
  public func shape(for examples: ExampleSplits) -> JobShape {
    JobShape(
      batchSize: batchSize, shards: shards,
      trainingExamples: examples.training.count, validationExamples: examples.validation.count,
      testExamples: examples.test.count)
  }
}
