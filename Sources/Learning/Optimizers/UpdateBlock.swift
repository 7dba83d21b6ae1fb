/// Some of the weights as an ``Optimizer`` meets them: consecutive elements of the flat buffers.
///
/// The memory is valid only during the call that receives the block.
public struct UpdateBlock {
  /// The gradients, summed over all shards.
  public let gradient: UnsafeBufferPointer<Float>
  /// The weights as they stand.
  public let weights: UnsafeBufferPointer<Float>
  /// Where the new weights go.
  public let updated: UnsafeMutableBufferPointer<Float>
  private let slots: [UnsafeMutablePointer<Float>]
  private let start: Int

  package init(
    gradient: UnsafeBufferPointer<Float>, weights: UnsafeBufferPointer<Float>,
    updated: UnsafeMutableBufferPointer<Float>, slots: [UnsafeMutablePointer<Float>], start: Int
  ) {
    self.gradient = gradient
    self.weights = weights
    self.updated = updated
    self.slots = slots
    self.start = start
  }

  /// The elements of a slot, by its position in ``Optimizer/slotNames``.
  public func slot(_ position: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: slots[position] + start, count: gradient.count)
  }
}
