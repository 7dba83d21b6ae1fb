import Sharding

/// A node and the worker that is to compute it.
struct Share: Sendable {
  let node: Node
  /// The number of the worker.
  var owner: Int
  var peer: PeerID
}

/// A round that was handed out and is not complete.
struct RoundInFlight: Sendable {
  let round: Round
  /// The nodes from left to right. To hand a node to another worker, change its share and send
  /// the work again; the results already in stay good.
  var shares: [Share]
  private var isStored: [Bool]
  private(set) var missing: Int

  init(_ round: Round, shares: [Share]) {
    self.round = round
    self.shares = shares
    isStored = Array(repeating: false, count: shares.count)
    missing = shares.count
  }

  var frontier: [Node] { shares.map(\.node) }

  /// Takes note of a worker's result for a node, or returns why it does not fit.
  mutating func store(_ node: Node, from owner: Int) -> DropReason? {
    guard let index = index(of: node) else { return .unknownNode }
    guard shares[index].owner == owner else { return .notAssigned }
    guard !isStored[index] else { return .duplicateResult }
    isStored[index] = true
    missing -= 1
    return nil
  }

  /// Looks a node up by bisection.
  private func index(of node: Node) -> Int? {
    var low = 0
    var high = shares.count
    while low < high {
      let middle = (low + high) / 2
      if shares[middle].node < node { low = middle + 1 } else { high = middle }
    }
    return low < shares.count && shares[low].node == node ? low : nil
  }
}
