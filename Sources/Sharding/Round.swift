/// One global batch of a job with its number and its weights: what processes hand to each other.
public struct Round: Hashable, Sendable {
  /// The number of the round in the job, from 0; never used again, even if the round was called back.
  public let index: Int
  /// What is to be done with which examples.
  public let batch: GlobalBatch
  /// The version of the weights that the round is computed with.
  public let weightsVersion: Int

  /// - Parameters:
  ///   - index: The number of the round in the job.
  ///   - batch: What is to be done with which examples.
  ///   - weightsVersion: The version of the weights that the round is computed with.
  public init(index: Int, batch: GlobalBatch, weightsVersion: Int) {
    self.index = index
    self.batch = batch
    self.weightsVersion = weightsVersion
  }

  /// What the round is for.
  public var phase: Phase { batch.phase }
  /// The epoch, from 0; for an evaluation the one that was trained last.
  public var epoch: Int { batch.epoch }
  /// The number of the step in its pass over the split, from 0.
  public var step: Int { batch.step }
  /// The stage of the step, from 0.
  public var stage: Int { batch.stage }
  /// The examples of the global batch, as indices in the split of the phase.
  public var examples: Range<Int> { batch.examples }
  /// How the global batch is cut into shards.
  public var plan: ShardPlan { batch.plan }

  /// The examples of a node, as indices in the split of the phase.
  public func examples(of node: Node) -> Range<Int> { batch.examples(of: node) }
}
