import Diagnostics

/// What the global batches of a job are cut from, and into what: the splits' sizes, the batch size and
/// the shards.
///
/// It says what a round can be, and nothing of which rounds there are: that is decided as a job goes on.
public struct JobShape: Hashable, Sendable {
  /// The examples of a global batch; the last of a pass may have fewer.
  public let batchSize: Int
  /// The shards that each global batch is cut into.
  public let shards: Int
  /// The examples of the training split; 0 for an evaluation.
  public let trainingExamples: Int
  /// The examples of the validation split; 0 for none.
  public let validationExamples: Int
  /// The examples of the test split; 0 for none.
  public let testExamples: Int

  /// The shape of a job.
  ///
  /// The values have to be such that `problem(…)` finds none.
  ///
  /// - Parameters:
  ///   - batchSize: The examples of a global batch, at least 1.
  ///   - shards: The shards that each global batch is cut into, at least 1.
  ///   - trainingExamples: The examples of the training split; none by default.
  ///   - validationExamples: The examples of the validation split; none by default.
  ///   - testExamples: The examples of the test split; none by default.
  public init(
    batchSize: Int, shards: Int,
    trainingExamples: Int = 0, validationExamples: Int = 0, testExamples: Int = 0
  ) {
    let problem = Self.problem(
      batchSize: batchSize, shards: shards, trainingExamples: trainingExamples,
      validationExamples: validationExamples, testExamples: testExamples)
    require(problem == nil, problem ?? "")
    self.batchSize = batchSize
    self.shards = shards
    self.trainingExamples = trainingExamples
    self.validationExamples = validationExamples
    self.testExamples = testExamples
  }

  /// The examples of the split that a phase draws from.
  public func examples(in phase: Phase) -> Int {
    switch phase {
    case .training: trainingExamples
    case .validation: validationExamples
    case .test: testExamples
    }
  }

  /// How many steps one pass over the split of a phase takes: for training, the steps of an epoch.
  public func steps(in phase: Phase) -> Int {
    (examples(in: phase) + batchSize - 1) / batchSize
  }

  /// The sizes of the global batches of a phase: that of a full batch, and what is left for the last one.
  /// None for a split without examples.
  public func batchSizes(in phase: Phase) -> [Int] {
    let examples = examples(in: phase)
    let sizes = [min(batchSize, examples), examples % batchSize].filter { $0 > 0 }
    return sizes.count == 2 && sizes[0] == sizes[1] ? [sizes[0]] : sizes
  }

  /// How many examples a global batch has at most: a batch may be larger than all there is.
  public var largestBatch: Int {
    min(batchSize, max(trainingExamples, validationExamples, testExamples))
  }

  /// Whether a global batch ends its pass over the split.
  public func endsPass(_ batch: GlobalBatch) -> Bool {
    batch.examples.upperBound == examples(in: batch.phase)
  }
}
