import Diagnostics

/// The declaration of a whole number that a layer counts up in training, such as the batches it has seen.
///
/// An Int64 rather than a Float32, which stalls at 2²⁴. It begins at 0.
public struct Counter: Sendable, Hashable {
  /// The path, such as `centering/batches`, unique among the counters and variables of a model.
  public let name: String
  /// How the counts of the shards become one: by their sum, or once a step.
  public let merge: MergeRule

  /// Declares a counter; by default one of what happens once a step.
  public init(name: String, merge: MergeRule = .oncePerStep) {
    require(
      merge != .weightedMean, "the counter \(name) is whole: its shards have a sum, and no mean")
    self.name = name
    self.merge = merge
  }
}
