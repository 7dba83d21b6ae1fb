/// How what the shards of a step made of the same number becomes one.
///
/// Every shard begins with the number as it stood when the step began; `new` is what the shard leaves.
public enum MergeRule: String, Sendable, Hashable, CaseIterable {
  /// old + Σ wᵢ · (newᵢ − old), wᵢ being the shard's examples divided by those of the global batch: for
  /// moving means.
  case weightedMean
  /// old + Σ (newᵢ − old): for what is summed or counted over examples.
  case sum
  /// old + (new − old) of the first shard that has an example: for what happens once a step, such as the
  /// count of batches.
  case oncePerStep
}
