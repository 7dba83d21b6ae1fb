import Diagnostics

/// Some of the weights as an ``Optimizer`` meets them: consecutive elements of the flat buffers.
///
/// The memory is lent for the length of a call: it is reached by spans, which can't be kept.
public struct UpdateBlock: ~Copyable {
  /// The gradients of the whole global batch, clipped.
  package let gradient: UnsafeBufferPointer<Float>
  /// The weights as they stand, to be brought up to date where they are.
  package let weights: UnsafeMutableBufferPointer<Float>
  /// Whether the weights are of a variable that decays, if the optimizer makes weights decay.
  public let decays: Bool
  private let slots: [UnsafeMutablePointer<Float>]
  private let start: Int

  package init(
    gradient: UnsafeBufferPointer<Float>, weights: UnsafeMutableBufferPointer<Float>,
    slots: [UnsafeMutablePointer<Float>], start: Int, decays: Bool = true
  ) {
    self.gradient = gradient
    self.weights = weights
    self.slots = slots
    self.start = start
    self.decays = decays
  }

  /// The number of elements.
  public var count: Int { gradient.count }

  /// The elements of a slot, by its position in ``Optimizer/slotNames``.
  package func slot(_ position: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: slots[position] + start, count: gradient.count)
  }

  /// Goes over the block with an optimizer that has no slots.
  ///
  /// - Parameter body: Receives the weights, to be brought up to date, and their gradients.
  public func withSpans(_ body: (inout MutableSpan<Float>, Span<Float>) -> Void) {
    requireSlots(0)
    var weights = weights.mutableSpan
    body(&weights, gradient.span)
  }

  /// Goes over the block with an optimizer that has one slot.
  ///
  /// - Parameter body: Receives the weights and, behind their gradients, the slot, both to be brought up
  ///   to date.
  public func withSpans(
    _ body: (inout MutableSpan<Float>, Span<Float>, inout MutableSpan<Float>) -> Void
  ) {
    requireSlots(1)
    var weights = weights.mutableSpan
    var slot = slot(0).mutableSpan
    body(&weights, gradient.span, &slot)
  }

  /// Goes over the block with an optimizer that has two slots.
  ///
  /// - Parameter body: Receives the weights and, behind their gradients, the slots in the order of
  ///   ``Optimizer/slotNames``, all to be brought up to date.
  public func withSpans(
    _ body: (
      inout MutableSpan<Float>, Span<Float>, inout MutableSpan<Float>, inout MutableSpan<Float>
    ) -> Void
  ) {
    requireSlots(2)
    var weights = weights.mutableSpan
    var first = slot(0).mutableSpan
    var second = slot(1).mutableSpan
    body(&weights, gradient.span, &first, &second)
  }

  /// Goes over the block with an optimizer that has three slots.
  ///
  /// - Parameter body: Receives the weights and, behind their gradients, the slots in the order of
  ///   ``Optimizer/slotNames``, all to be brought up to date.
  public func withSpans(
    _ body: (
      inout MutableSpan<Float>, Span<Float>, inout MutableSpan<Float>, inout MutableSpan<Float>,
      inout MutableSpan<Float>
    ) -> Void
  ) {
    requireSlots(3)
    var weights = weights.mutableSpan
    var first = slot(0).mutableSpan
    var second = slot(1).mutableSpan
    var third = slot(2).mutableSpan
    body(&weights, gradient.span, &first, &second, &third)
  }

  private func requireSlots(_ count: Int) {
    require(
      slots.count == count,
      "an update goes over \(count) slots of an optimizer that names \(slots.count)")
  }
}
