import Sharding

/// What a worker computed of one node; in training the node's contribution is the payload, or in a slot
/// of the memory shared with the coordinator.
public struct WorkResult: Hashable, Sendable {
  /// What a number of a metric's state is, as far as a coordinator looks at it before it is merged.
  public enum MetricPart: Hashable, Sendable {
    /// A Float64 that is added up; one that is not finite is told of.
    case sum
    /// An Int64 that is added up, at least 0.
    case count
    /// A Float64 of which the largest or smallest is kept, and which may begin at infinity.
    case extreme
  }

  /// Where the worker's time went since it had computed the node before, in nanoseconds.
  public struct Timings: Hashable, Sendable {
    /// How long it had nothing to do until a message came.
    public var waitNanoseconds: Int
    /// How long the node took to compute.
    public var computeNanoseconds: Int
    /// How long it took to send the result before.
    public var sendNanoseconds: Int
    /// What else it did, such as reading messages.
    public var otherNanoseconds: Int

    /// - Parameters:
    ///   - waitNanoseconds: How long it had nothing to do until a message came.
    ///   - computeNanoseconds: How long the node took to compute.
    ///   - sendNanoseconds: How long it took to send the result before.
    ///   - otherNanoseconds: What else it did.
    public init(
      waitNanoseconds: Int = 0, computeNanoseconds: Int = 0, sendNanoseconds: Int = 0,
      otherNanoseconds: Int = 0
    ) {
      self.waitNanoseconds = waitNanoseconds
      self.computeNanoseconds = computeNanoseconds
      self.sendNanoseconds = sendNanoseconds
      self.otherNanoseconds = otherNanoseconds
    }
  }

  /// The number of the round.
  public var round: Int
  /// The node.
  public var node: Node
  /// The version of the weights it was computed with.
  public var weightsVersion: Int
  /// The numbers of the states of the program's metrics, in its order: the bits of a Float64 or of an
  /// Int64 each.
  public var metrics: [UInt64]
  /// What each of the program's counters has changed by; none in an evaluation.
  public var counters: [Int64]
  /// The sum of the losses as they were differentiated, as the bits of a Float64; 0 in an evaluation.
  public var loss: UInt64
  /// For each group of variables whose gradients are sums: what they are to be divided by, as the bits of a
  /// Float64. None for a node without an example.
  public var denominators: [UInt64]
  /// Where the worker's time went.
  public var timings: Timings
  /// The slot of shared memory that the contribution is in; nil if it is the payload.
  public var slot: Int?
  /// Which blocks of the contribution are not zero, if only those are the payload, or in the slot, one
  /// after the other: the bits of a ``BlockMap``.
  public var liveBlocks: [UInt8]?
  /// The number of the processor that the worker computed on; nil if it does not know.
  public var processor: Int?

  /// - Parameters:
  ///   - round: The number of the round.
  ///   - node: The node.
  ///   - weightsVersion: The version of the weights it was computed with.
  ///   - metrics: The numbers of the states of the program's metrics, in its order.
  ///   - timings: Where the worker's time went.
  ///   - slot: The slot of shared memory that the contribution is in; nil, the default, if it is the
  ///     payload.
  public init(
    round: Int, node: Node, weightsVersion: Int, metrics: [UInt64], timings: Timings = Timings(),
    slot: Int? = nil
  ) {
    self.round = round
    self.node = node
    self.weightsVersion = weightsVersion
    self.metrics = metrics
    self.timings = timings
    self.slot = slot
    counters = []
    loss = 0
    denominators = []
    liveBlocks = nil
    processor = nil
  }
}
