import ClusterProtocol
import Learning

extension WorkResult.MetricPart {
  /// What the numbers of some states are, one after the other.
  static func parts(of states: [MetricState]) -> [WorkResult.MetricPart] {
    states.flatMap(\.parts).map { part in
      switch part {
      case .sum: .sum
      case .count: .count
      case .maximum, .minimum: .extreme
      }
    }
  }
}
