import Sharding

/// A node and the worker that is to compute it.
struct Share: Sendable {
  let node: Node
  /// The number of the worker.
  let owner: Int
  let peer: PeerID
  /// How often the node was handed out before.
  var attempt = 0
}

/// A round that was handed out and is not complete.
struct RoundInFlight: Sendable {
  let round: Round
  /// The nodes from left to right.
  private(set) var shares: [Share]
  private var isStored: [Bool]
  private(set) var missing: Int

  init(_ round: Round, shares: [Share]) {
    self.round = round
    self.shares = shares
    isStored = Array(repeating: false, count: shares.count)
    missing = shares.count
  }

  var frontier: [Node] { shares.map(\.node) }

  /// The workers that have not answered, by their numbers, each once.
  var holders: [Int] {
    var holders: [Int] = []
    for (share, isStored) in zip(shares, isStored) where !isStored && holders.last != share.owner {
      holders.append(share.owner)
    }
    return holders
  }

  /// Replaces the shares of a worker that it has not answered, and returns the new ones.
  mutating func reassign(from owner: Int, _ heir: (Share) -> Share) -> [Share] {
    var moved: [Share] = []
    for index in shares.indices where shares[index].owner == owner && !isStored[index] {
      shares[index] = heir(shares[index])
      moved.append(shares[index])
    }
    return moved
  }

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
