/// One global batch of a job: what is to be done with which examples, under which weights.
public struct Round: Hashable, Sendable {
  /// The number of the round in the job, from 0.
  public let index: Int
  /// What the round is for.
  public let phase: Phase
  /// The epoch, from 0; that of the last epoch for test rounds.
  public let epoch: Int
  /// The number of the round in its pass over the split, from 0.
  public let step: Int
  /// The examples of the global batch, as indices in the split of the phase.
  public let examples: Range<Int>
  /// How the global batch is cut into shards.
  public let plan: ShardPlan
  /// The version of the weights that the round is computed with: how many training rounds come
  /// before it in the job.
  public let weightsVersion: Int
  /// Whether this is the last round of its pass over the split.
  public let isLastOfPhase: Bool

  /// Whether this is the first round of its pass over the split.
  public var isFirstOfPhase: Bool { step == 0 }

  /// The examples of a node, as indices in the split of the phase.
  public func examples(of node: Node) -> Range<Int> {
    let range = plan.range(of: node)
    return examples.lowerBound + range.lowerBound..<examples.lowerBound + range.upperBound
  }
}
