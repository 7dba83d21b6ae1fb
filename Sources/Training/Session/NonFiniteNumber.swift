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
    /// The loss, as it was differentiated.
    case loss
    /// The sum of the weights that losses were given.
    case denominator
  }

  /// What the number is.
  public let quantity: Quantity
  /// `nan`, `inf` or `-inf`.
  public let value: String
  /// The shards whose result it is part of.
  public let node: Node
  /// Who computed it; nil in a single process.
  public internal(set) var worker: String?

  /// The first such number in what a node came to: the loss, since it is nearer to the cause, what it is
  /// divided by, or an element of a gradient.
  init?(in result: NodeResult, of node: Node, layout: WeightLayout) {
    self.node = node
    if !result.totals.loss.isFinite {
      (quantity, value) = (.loss, "\(result.totals.loss)")
      return
    }
    if let denominator = result.totals.denominators.first(where: { !$0.isFinite }) {
      (quantity, value) = (.denominator, "\(denominator)")
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
      case .loss: "the loss is \(value)"
      case .denominator: "the sum of the losses' weights is \(value)"
      }
    let shards =
      node.count == 1 ? "shard \(node.lo)" : "the sum of shards \(node.lo) to \(node.hi - 1)"
    return "\(what) in \(shards)" + (worker.map { ", computed by \($0)" } ?? "")
  }
}
