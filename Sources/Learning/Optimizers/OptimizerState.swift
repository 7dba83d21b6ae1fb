import TensorCore

/// An optimizer and what it remembers of each trainable weight.
///
/// Has one owner, the process that applies the updates; it is not shared between threads but for the
/// blocks of one update.
public struct OptimizerState {
  /// The rule of the update.
  public let optimizer: any Optimizer
  private let layout: WeightLayout
  private let slots: [MutableTensor]

  /// All slots at zero.
  public init(_ optimizer: any Optimizer, for layout: WeightLayout) {
    self.optimizer = optimizer
    self.layout = layout
    slots = optimizer.slotNames.map { _ in
      let slot = MutableTensor(shape: Shape(count: layout.trainableCount))
      slot.fill(with: 0)
      return slot
    }
  }

  /// The slots as they stand, by name: `[trainableCount]` each, copied.
  public var snapshot: [(name: String, values: Tensor)] {
    zip(optimizer.slotNames, slots).map { name, slot in
      let copy = MutableTensor(shape: slot.shape)
      copy.copy(from: slot.frozen)
      return (name, copy.frozen)
    }
  }

  /// Sums gradients and applies them, in one pass over memory.
  ///
  /// - Parameters:
  ///   - gradients: The terms of the sum and the order of the additions.
  ///   - weights: The weights as they stand; they stay as they are.
  ///   - memory: Where the new weights go; nil, the default, for fresh memory.
  ///   - team: Shares out the blocks.
  ///   - sum: Where to keep the summed gradients, if anybody wants to see them.
  /// - Returns: The new weights, and whether every gradient was finite.
  package mutating func apply(
    _ gradients: BlockwiseSum, to weights: Weights, into memory: MutableTensor? = nil,
    using team: ThreadTeam, keepingSumIn sum: MutableTensor? = nil
  ) -> (weights: Weights, isFinite: Bool) {
    let updated = memory ?? MutableTensor(shape: weights.values.shape)
    let faults = FaultFlag()
    let pass = UpdatePass(
      optimizer: optimizer, weights: weights.values, updated: updated, slots: slots, sum: sum)
    gradients.forEachBlock(using: team) { range, block in
      if !VectorLoops.areFinite(block) { faults.raise() }
      pass.update(range, with: block)
    }
    pass.copyWeights(from: layout.trainableCount)
    return (Weights(layout: layout, values: updated.frozen), !faults.isRaised)
  }
}
