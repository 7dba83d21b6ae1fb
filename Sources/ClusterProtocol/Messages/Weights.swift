/// The broadcast of one version of all weights, as little-endian Float32: in the payload, or in a slot
/// of the memory shared with the worker.
public struct Weights: Hashable, Sendable {
  /// How many training rounds the weights have been through.
  public var version: Int
  /// The slot of shared memory they are in; nil if they are the payload.
  public var slot: Int?
  /// Which blocks differ from the version before, if only those are the payload: the bits of a
  /// ``BlockMap``.
  public var changedBlocks: [UInt8]?

  /// - Parameters:
  ///   - version: How many training rounds the weights have been through.
  ///   - slot: The slot of shared memory they are in; nil, the default, if they are the payload.
  public init(version: Int, slot: Int? = nil) {
    self.version = version
    self.slot = slot
    changedBlocks = nil
  }
}
