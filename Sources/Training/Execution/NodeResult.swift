import Learning
import TensorCore

/// What the shards of a node came to, summed in the order of the tree.
public struct NodeResult: Sendable {
  /// The gradients of the trainable weights; nil for an evaluation.
  package let gradients: SparseVector?
  /// The state of each metric, in the order of the program's group.
  public let metrics: [MetricState]

  /// Puts a result together.
  ///
  /// - Parameters:
  ///   - gradients: `[trainableCount]`; nil for an evaluation.
  ///   - metrics: The state of each metric, in the order of the program's group.
  public init(gradients: Tensor?, metrics: [MetricState]) {
    self.init(gradients: gradients.map { SparseVector($0) }, metrics: metrics)
  }

  /// The same of gradients some of which need not be stored.
  package init(gradients: SparseVector?, metrics: [MetricState]) {
    self.gradients = gradients
    self.metrics = metrics
  }
}
