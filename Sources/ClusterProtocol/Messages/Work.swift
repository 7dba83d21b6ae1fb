import Sharding

/// One node of one round for a worker to compute; the payload holds the node's examples.
///
/// All else about the round, its phase, epoch, step and examples, follows from the schedule.
public struct Work: Hashable, Sendable {
  /// The number of the round.
  public var round: Int
  /// The node.
  public var node: Node
  /// The version of the weights to compute it with.
  public var weightsVersion: Int
  /// How often the node was handed out before. A worker drops a copy of the same attempt, and computes a
  /// later one even if it has answered: the answer may be lost.
  public var attempt: Int

  /// - Parameters:
  ///   - round: The number of the round.
  ///   - node: The node.
  ///   - weightsVersion: The version of the weights to compute it with.
  ///   - attempt: How often the node was handed out before; never by default.
  public init(round: Int, node: Node, weightsVersion: Int, attempt: Int = 0) {
    self.round = round
    self.node = node
    self.weightsVersion = weightsVersion
    self.attempt = attempt
  }
}
