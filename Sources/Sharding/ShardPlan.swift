import Diagnostics

/// How one global batch is cut into shards.
///
/// Shard `i` of a batch of `n` examples holds the examples `[i·n/S, (i+1)·n/S)`, rounded down.
/// With fewer examples than shards some shards are empty; that is ordinary in a last batch.
public struct ShardPlan: Hashable, Sendable {
  /// How many examples the global batch holds, at least 1.
  public let examples: Int
  /// How many shards it is cut into, at least 1.
  public let shards: Int

  /// - Parameters:
  ///   - examples: The size of the global batch, 1 to `JobShape.maximumExamples`.
  ///   - shards: The number of shards, 1 to `JobShape.maximumShards`.
  public init(examples: Int, shards: Int) {
    require(
      1...JobShape.maximumExamples ~= examples && 1...JobShape.maximumShards ~= shards,
      "cannot cut \(examples) examples into \(shards) shards")
    self.examples = examples
    self.shards = shards
  }

  /// The examples of a shard, as indices in the global batch.
  public func range(ofShard shard: Int) -> Range<Int> {
    require(0..<shards ~= shard, "shard \(shard) of \(shards)")
    return boundary(shard)..<boundary(shard + 1)
  }

  /// The examples of all shards of a node, as indices in the global batch.
  public func range(of node: Node) -> Range<Int> {
    require(node.hi <= shards, "node \(node) of \(shards) shards")
    return boundary(node.lo)..<boundary(node.hi)
  }

  /// What the mean gradient of a shard counts for in the mean of the global batch: its examples
  /// divided by the examples of the batch, rounded once to Float32.
  public func weight(ofShard shard: Int) -> Float {
    Float(range(ofShard: shard).count) / Float(examples)
  }

  private func boundary(_ shard: Int) -> Int { shard * examples / shards }
}
