import Diagnostics
import Learning
import Sharding

/// Merges the states of a program's metrics.
public enum MetricStates {
  /// Merges what the nodes of a frontier gathered, in the order of the tree.
  ///
  /// - Parameters:
  ///   - states: For each node of the plan's frontier the state of each metric.
  ///   - plan: The order.
  public static func fold(
    _ states: [[MetricState]], along plan: ReductionPlan
  ) -> [MetricState] {
    plan.fold(states) { merge($1, into: &$0) }
  }

  /// Merges states metric by metric.
  public static func merge(_ states: [MetricState], into sum: inout [MetricState]) {
    require(
      states.count == sum.count, "can't merge \(states.count) metrics into \(sum.count)")
    for index in sum.indices { sum[index].merge(states[index]) }
  }
}
