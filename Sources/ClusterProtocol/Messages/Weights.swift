/// The broadcast of one version of all weights, as little-endian Float32: in the payload, or in a slot
/// of the memory shared with the worker; and of the counters.
public struct Weights: Hashable, Sendable {
  /// Counts the broadcasts of the job: one for each change of the weights, whoever made it.
  public var version: Int
  /// The slot of shared memory they are in; nil if they are the payload.
  public var slot: Int?
  /// Which blocks differ from the version before, if only those are the payload: the bits of a
  /// ``BlockMap``.
  public var changedBlocks: [UInt8]?
  /// The value of each of the program's counters.
  public var counters: [Int64]
  /// Whether another worker of the machine computes on the same processor as this one, which should
  /// move.
  public var isCrowded: Bool

  /// - Parameters:
  ///   - version: Counts the broadcasts of the job.
  ///   - slot: The slot of shared memory they are in; nil, the default, if they are the payload.
  ///   - isCrowded: Whether the worker should move to another processor; no by default.
  public init(version: Int, slot: Int? = nil, isCrowded: Bool = false) {
    self.version = version
    self.slot = slot
    self.isCrowded = isCrowded
    counters = []
    changedBlocks = nil
  }
}
