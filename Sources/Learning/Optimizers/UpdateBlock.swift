import Diagnostics

/// Some of the weights as an ``Optimizer`` meets them: consecutive elements of the flat buffers.
///
/// The memory is valid only during the call that receives the block.
public struct UpdateBlock {
  /// The gradients, summed over all shards.
  public let gradient: UnsafeBufferPointer<Float>
  /// The weights as they stand, to be brought up to date where they are.
  public let weights: UnsafeMutableBufferPointer<Float>
  private let slots: [UnsafeMutablePointer<Float>]
  private let start: Int

  package init(
    gradient: UnsafeBufferPointer<Float>, weights: UnsafeMutableBufferPointer<Float>,
    slots: [UnsafeMutablePointer<Float>], start: Int
  ) {
    self.gradient = gradient
    self.weights = weights
    self.slots = slots
    self.start = start
  }

  /// The elements of a slot, by its position in ``Optimizer/slotNames``.
  public func slot(_ position: Int) -> UnsafeMutableBufferPointer<Float> {
    require(
      slots.indices ~= position,
      "an optimizer with \(slots.count) slots has none at position \(position)")
    return UnsafeMutableBufferPointer(start: slots[position] + start, count: gradient.count)
  }
}
