import Diagnostics

/// The additions that turn the values of a frontier of nodes into the value of their root, as a
/// flat list that a loop can follow without recursion or allocation.
///
/// Values stand in one slot for each node of the frontier, in order. Each step adds one slot to
/// another on its left, in place; in the end slot 0 holds the root. The list depends on the
/// frontier, the sums do not: they are those of the tree.
public struct ReductionPlan: Hashable, Sendable {
  /// One addition: `slot[target] = slot[target] + slot[source]`, the target being the left operand.
  public struct Step: Hashable, Sendable {
    /// The slot of the left operand, which takes the sum.
    public let target: Int
    /// The slot of the right operand, which is not needed after the step.
    public let source: Int
  }

  /// The node whose value the plan computes.
  public let root: Node
  /// The nodes whose values are given, from left to right.
  public let frontier: [Node]
  /// The additions in order, one fewer than there are nodes in the frontier.
  public let steps: [Step]
  private let stepsBeforeSlot: [Int]

  /// Plans the reduction of a frontier, or returns nil unless the nodes are descendants of the root
  /// (or the root itself) that tile it exactly, from left to right.
  public init?(root: Node, frontier: [Node]) {
    var builder = Builder(frontier: frontier)
    guard builder.visit(root) != nil, builder.next == frontier.count else { return nil }
    self.root = root
    self.frontier = frontier
    self.steps = builder.steps
    self.stepsBeforeSlot = builder.stepsBeforeSlot + [builder.steps.count]
  }

  /// Plans the sum of a node from its single shards.
  public init(summing root: Node) {
    guard let plan = ReductionPlan(root: root, frontier: root.shards.map(Node.init(shard:))) else {
      requirementFailure("the shards of \(root) tile it")
    }
    self = plan
  }

  /// The steps that become possible once `slot` is filled, all slots before it being filled already.
  ///
  /// Who fills the slots in order and runs these after each keeps no more values alive than the
  /// tree is deep, plus one.
  public func steps(afterSlot slot: Int) -> ArraySlice<Step> {
    require(frontier.indices ~= slot, "slot \(slot) of \(frontier.count)")
    return steps[stepsBeforeSlot[slot]..<stepsBeforeSlot[slot + 1]]
  }

  /// Combines one value for each node of the frontier, in exactly the order of the tree.
  ///
  /// - Parameters:
  ///   - values: The values of the frontier's nodes, from left to right.
  ///   - combine: Adds the second value, the right operand, to the first.
  public func fold<Value>(
    _ values: [Value], combine: (inout Value, Value) throws -> Void
  ) rethrows -> Value {
    require(
      values.count == frontier.count, "\(values.count) values for \(frontier.count) nodes")
    var slots = values
    for step in steps { try combine(&slots[step.target], slots[step.source]) }
    return slots[0]
  }
}

extension ReductionPlan {
  /// Walks the tree in post-order, taking the frontier's nodes as they come.
  private struct Builder {
    let frontier: [Node]
    var next = 0
    var steps: [Step] = []
    var stepsBeforeSlot: [Int] = []

    /// Returns the slot that holds the node's value, or nil if the frontier does not tile it.
    mutating func visit(_ node: Node) -> Int? {
      guard next < frontier.count else { return nil }
      if frontier[next] == node {
        stepsBeforeSlot.append(steps.count)
        next += 1
        return next - 1
      }
      guard
        let (left, right) = node.children, let target = visit(left), let source = visit(right)
      else { return nil }
      steps.append(Step(target: target, source: source))
      return target
    }
  }
}
