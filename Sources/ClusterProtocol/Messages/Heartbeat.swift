/// A sign of life, sent both ways from the loop that does the work, so that a wedged process falls
/// silent.
public struct Heartbeat: Hashable, Sendable {
  /// Counts the sender's heartbeats, from 0.
  public var sequence: Int
  /// What the sender has done: a worker, the shards it computed; the coordinator, the rounds that
  /// are complete.
  public var progress: Int
  /// The number of the round that the sender was at last busy with.
  public var round: Int

  /// - Parameters:
  ///   - sequence: Counts the sender's heartbeats, from 0.
  ///   - progress: The shards a worker computed, or the rounds that are complete.
  ///   - round: The number of the round that the sender was at last busy with.
  public init(sequence: Int, progress: Int, round: Int) {
    self.sequence = sequence
    self.progress = progress
    self.round = round
  }
}
