import Learning
import TensorCore

/// What the shards of a node came to, summed in the order of the tree.
public struct NodeResult: Sendable {
  /// The gradients, `[trainableCount]`; nil for an evaluation.
  public let gradients: Tensor?
  /// The state of each metric, in the order of the program's group.
  public let metrics: [MetricState]

  /// Puts a result together.
  public init(gradients: Tensor?, metrics: [MetricState]) {
    self.gradients = gradients
    self.metrics = metrics
  }
}
