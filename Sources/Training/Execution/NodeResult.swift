import Learning
import TensorCore

/// What the shards of a node came to, summed in the order of the tree.
public struct NodeResult: Sendable {
  /// Laid out as the weights are: gradients where the trainable ones lie, and the changes of the state; nil
  /// for an evaluation.
  package let contribution: SparseVector?
  /// What the gradients are of, what they are divided by, and the loss; nothing for an evaluation.
  public let totals: LossTotals
  /// What each counter has changed by; nothing for an evaluation.
  public let counters: [Int64]
  /// The state of each metric, in the order of the program's group.
  public let metrics: [MetricState]

  /// Puts a result together.
  ///
  /// - Parameters:
  ///   - contribution: `[contributionCount]` of the layout; nil for an evaluation.
  ///   - totals: What the gradients are of and divided by, and the loss; by default of all groups, and not
  ///     divided.
  ///   - counters: What each counter has changed by; none by default.
  ///   - metrics: The state of each metric, in the order of the program's group.
  public init(
    contribution: Tensor?, totals: LossTotals = LossTotals(), counters: [Int64] = [],
    metrics: [MetricState]
  ) {
    self.init(
      contribution: contribution.map { SparseVector($0) }, totals: totals, counters: counters,
      metrics: metrics)
  }

  /// The same of a contribution some of which need not be stored.
  package init(
    contribution: SparseVector?, totals: LossTotals = LossTotals(), counters: [Int64] = [],
    metrics: [MetricState]
  ) {
    self.contribution = contribution
    self.totals = totals
    self.counters = counters
    self.metrics = metrics
  }
}
