import Sharding

/// One node of one round for a worker to compute; the payload holds the node's examples.
///
/// It tells all that there is to know of the round, so that nobody has to know which rounds a job has.
public struct Work: Hashable, Sendable {
  /// The round: its number, its weights, and what is to be done with which examples.
  public var round: Round
  /// The node.
  public var node: Node
  /// How often the node was handed out before. A worker drops a copy of the same attempt, and computes a
  /// later one even if it has answered: the answer may be lost.
  public var attempt: Int

  /// - Parameters:
  ///   - round: The round.
  ///   - node: The node.
  ///   - attempt: How often the node was handed out before; never by default.
  public init(round: Round, node: Node, attempt: Int = 0) {
    self.round = round
    self.node = node
    self.attempt = attempt
  }

  /// How many examples the node has.
  var exampleCount: Int { round.plan.range(of: node).count }
}
