extension ShardPlan {
  /// The nodes of which a node of the tree is summed: its shards, but nodes without an example whole,
  /// since zeros added to zeros are zeros. So a batch of few examples costs no more than those, into
  /// however many shards it is cut. Takes time in O(examples · log shards).
  package func frontier(of node: Node) -> [Node] {
    var frontier: [Node] = []
    collect(node, into: &frontier)
    return frontier
  }

  private func collect(_ node: Node, into frontier: inout [Node]) {
    guard let (left, right) = node.children, !range(of: node).isEmpty else {
      return frontier.append(node)
    }
    collect(left, into: &frontier)
    collect(right, into: &frontier)
  }
}
