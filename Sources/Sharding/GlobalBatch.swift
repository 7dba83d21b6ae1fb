import Diagnostics

/// One global batch: what is to be done with which examples.
public struct GlobalBatch: Hashable, Sendable {
  /// What is to be done.
  public let phase: Phase
  /// The epoch, from 0; for an evaluation the one that was trained last.
  public let epoch: Int
  /// The number of the step in its pass over the split, from 0.
  public let step: Int
  /// The stage of the step, from 0.
  public let stage: Int
  /// The examples, as indices in the split of the phase.
  public let examples: Range<Int>
  /// How they are cut into shards.
  public let plan: ShardPlan

  /// - Parameters:
  ///   - phase: What is to be done.
  ///   - epoch: The epoch, 0 to 1,048,575.
  ///   - step: The number of the step in its pass, from 0.
  ///   - stage: The stage of the step, 0 to 1,023; the first by default.
  ///   - examples: The examples, at least one.
  ///   - shards: How many shards they are cut into.
  public init(
    phase: Phase, epoch: Int, step: Int, stage: Int = 0, examples: Range<Int>, shards: Int
  ) {
    require(
      0..<JobShape.maximumEpochs ~= epoch && 0..<JobShape.maximumStages ~= stage && step >= 0
        && examples.lowerBound >= 0,
      "no global batch is epoch \(epoch), step \(step), stage \(stage) on examples \(examples)")
    self.phase = phase
    self.epoch = epoch
    self.step = step
    self.stage = stage
    self.examples = examples
    plan = ShardPlan(examples: examples.count, shards: shards)
  }

  /// Whether it begins a pass over its split.
  public var beginsPass: Bool { step == 0 && stage == 0 }

  /// The examples of a node, as indices in the split of the phase.
  public func examples(of node: Node) -> Range<Int> {
    let range = plan.range(of: node)
    return examples.lowerBound + range.lowerBound..<examples.lowerBound + range.upperBound
  }
}
