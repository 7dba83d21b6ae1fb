import Learning
import Sharding
import TensorCore

/// A number that is infinite or not a number, and where in the results of a step it was found.
public struct NonFiniteNumber: Hashable, Sendable {
  /// What the number is.
  public enum Quantity: Hashable, Sendable {
    /// An element of the gradient of a variable.
    case gradient(variable: String, element: Int)
    /// An element of what the state of a layer changes by.
    case state(variable: String, element: Int)
    /// The sum of a metric over the examples, such as the loss.
    case metric(String)
  }

  /// What the number is.
  public let quantity: Quantity
  /// `nan`, `inf` or `-inf`.
  public let value: String
  /// The shards whose result it is part of.
  public let node: Node
  /// Who computed it; nil in a single process.
  public internal(set) var worker: String?

  /// The first such number in what a node came to: a metric, since a loss is nearer to the cause, or an
  /// element of a gradient.
  init?(
    in result: NodeResult, of node: Node, layout: WeightLayout, metricNames: [String]
  ) {
    self.node = node
    for (place, state) in result.metrics.enumerated() {
      guard let sum = state.nonFiniteSum else { continue }
      quantity = .metric(place < metricNames.count ? metricNames[place] : "\(place)")
      value = "\(sum)"
      return
    }
    guard let contribution = result.contribution else { return nil }
    for (variable, range) in zip(layout.variables, layout.ranges) where variable.role != .frozen {
      let values = contribution[range].values
      guard let element = values.firstIndex(where: { !$0.isFinite }) else { continue }
      quantity =
        variable.isTrainable
        ? .gradient(variable: variable.name, element: element)
        : .state(variable: variable.name, element: element)
      value = "\(values[element])"
      return
    }
    return nil
  }
}

extension NonFiniteNumber: CustomStringConvertible {
  /// Such as `the gradient of dense/kernel is nan at element 17 in shards 0 to 3 of worker 2`.
  public var description: String {
    let what =
      switch quantity {
      case .gradient(let variable, let element):
        "the gradient of \(variable) is \(value) at element \(element)"
      case .state(let variable, let element):
        "the change of \(variable) is \(value) at element \(element)"
      case .metric(let name): "the sum of \(name) is \(value)"
      }
    let shards =
      node.count == 1 ? "shard \(node.lo)" : "the sum of shards \(node.lo) to \(node.hi - 1)"
    return "\(what) in \(shards)" + (worker.map { ", computed by \($0)" } ?? "")
  }
}
