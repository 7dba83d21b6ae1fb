import TensorCore

/// How the losses of a global batch become the one number that is differentiated.
///
/// A step hands over losses that are not reduced: what it reduced itself would be the mean of a shard, and
/// depend on the number of shards.
public enum Reduction: Sendable {
  /// Their mean, over all elements: as many for each example.
  case mean
  /// Their sum.
  case sum
  /// Σ weight · loss / Σ weight, over all elements of the global batch, with a weight for each loss: for
  /// masks, tokens and sample weights. Weights of 1 give the mean where examples have losses of different
  /// numbers. No weight at all gives gradients of zero.
  case weighted(by: Tensor)

  var isMean: Bool { if case .mean = self { true } else { false } }
}
