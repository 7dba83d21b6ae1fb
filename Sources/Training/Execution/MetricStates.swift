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

  /// States from the numbers that travelled, in the order of the program's metrics.
  ///
  /// - Parameters:
  ///   - words: The numbers of all parts of all metrics, one after the other.
  ///   - metrics: The program's, to tell what they are.
  package static func states(
    of metrics: [any Metric], from words: [UInt64]
  ) -> [MetricState] {
    var start = 0
    return metrics.map { metric in
      let parts = metric.state.parts
      defer { start += parts.count }
      return MetricState(parts, words: Array(words[start..<start + parts.count]))
    }
  }

  /// A number that differs, in all likelihood, if any bit of the states does.
  static func digest(of states: [MetricState]) -> UInt64 {
    // SplitMix64's finaliser after each number.
    states.reduce(0) { digest, state in
      state.words.reduce(digest) { digest, word in
        var z = (digest ^ word) &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
      }
    }
  }

  /// Merges states metric by metric.
  public static func merge(_ states: [MetricState], into sum: inout [MetricState]) {
    require(
      states.count == sum.count, "can't merge \(states.count) metrics into \(sum.count)")
    for index in sum.indices { sum[index].merge(states[index]) }
  }
}

extension MetricState {
  /// The numbers as they are hashed and written, little-endian.
  var bytes: [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
  }
}
