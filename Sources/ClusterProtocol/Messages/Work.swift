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

  /// - Parameters:
  ///   - round: The number of the round.
  ///   - node: The node.
  ///   - weightsVersion: The version of the weights to compute it with.
  public init(round: Int, node: Node, weightsVersion: Int) {
    self.round = round
    self.node = node
    self.weightsVersion = weightsVersion
  }
}
