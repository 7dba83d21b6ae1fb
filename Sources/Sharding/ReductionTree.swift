import Diagnostics

/// The fixed tree in which the shards of every global batch are summed.
///
/// Floating-point addition is not associative, so the order is part of the result. The tree fixes
/// it by the number of shards alone: not by the number of workers, nor by who answers first.
public struct ReductionTree: Hashable, Sendable {
  /// The node of all shards.
  public let root: Node

  /// - Parameter shards: How many shards a global batch is cut into, at least 1.
  public init(shards: Int) {
    require(shards >= 1, "a reduction tree needs at least one shard, not \(shards)")
    root = Node(lo: 0, hi: shards)
  }

  /// How many shards the tree sums.
  public var shards: Int { root.count }

  /// Whether a node is one of the tree's. Takes time in O(log shards).
  public func contains(_ node: Node) -> Bool {
    var ancestor = root
    while ancestor != node {
      guard ancestor.count > node.count, let (left, right) = ancestor.children else { return false }
      ancestor = node.lo < left.hi ? left : right
    }
    return true
  }

  /// The fewest whole nodes that tile a range of shards, in order; none for an empty range.
  public func nodes(covering range: Range<Int>) -> [Node] {
    require(
      root.lo <= range.lowerBound && range.upperBound <= root.hi,
      "shards \(range) of a tree of \(shards)")
    var nodes: [Node] = []
    collect(root, covering: range, into: &nodes)
    return nodes
  }

  private func collect(_ node: Node, covering range: Range<Int>, into nodes: inout [Node]) {
    let common = node.shards.clamped(to: range)
    if common.isEmpty { return }
    if common == node.shards { return nodes.append(node) }
    // A node that is cut by the range has two shards at least, hence children.
    guard let (left, right) = node.children else { return }
    collect(left, covering: range, into: &nodes)
    collect(right, covering: range, into: &nodes)
  }

  /// Which nodes each of a number of workers computes: worker `w` of `W` the shards
  /// `[w·S/W, (w+1)·S/W)`, rounded down, as whole nodes.
  ///
  /// Read in the order of the workers the nodes tile the tree. With more workers than shards some
  /// get none.
  public func assignment(workers: Int) -> [[Node]] {
    require(workers >= 1, "an assignment needs at least one worker, not \(workers)")
    return (0..<workers).map { worker in
      nodes(covering: worker * shards / workers..<(worker + 1) * shards / workers)
    }
  }
}
