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
  private var schedule: any LearningRateSchedule
  /// How many updates have been made.
  public private(set) var stepCount = 0

  /// All slots at zero.
  public init(_ optimizer: any Optimizer, for layout: WeightLayout) {
    self.optimizer = optimizer
    self.layout = layout
    schedule = optimizer.learningRate
    slots = optimizer.slotNames.map { _ in
      let slot = MutableTensor(shape: Shape(count: layout.trainableCount))
      slot.fill(with: 0)
      return slot
    }
  }

  /// The slots as they stand, by name: `[trainableCount]` each, copied.
  public var snapshot: [(name: String, values: Tensor)] {
    zip(optimizer.slotNames, slots).map { name, slot in
      (name, MutableTensor(copying: slot.frozen).frozen)
    }
  }

  /// The learning rate of the next update.
  package var learningRate: Double { schedule.learningRate(at: stepCount) }

  /// Sets the learning rate, from the next update on.
  ///
  /// - Returns: Whether it is a number: a schedule is left as it is.
  package mutating func setLearningRate(_ rate: Double) -> Bool {
    guard schedule is Double || schedule is Float else { return false }
    schedule = rate
    return true
  }

  /// Sums contributions and applies them, in one pass over memory: gradients by the optimizer's rule, and
  /// changes of the state by adding them.
  ///
  /// Weights that nothing else refers to are written over where they are, which saves a third of the
  /// memory traffic; others stay as they are, and the new ones get memory of their own.
  ///
  /// - Parameters:
  ///   - contributions: The terms of the sum and the order of the additions.
  ///   - weights: The weights as they stand, replaced by the new ones.
  ///   - memory: Where the weights lie, if they are to be written over whoever refers to them.
  ///   - team: Shares out the blocks.
  ///   - sum: Where to keep the summed contributions, if anybody wants to see them.
  /// - Returns: Whether every number was finite; if not, the weights are of no use any more.
  package mutating func apply(
    _ contributions: BlockwiseSum, to weights: inout Weights, in memory: MutableTensor? = nil,
    using team: ThreadTeam, keepingSumIn sum: MutableTensor? = nil
  ) -> Bool {
    let own = memory ?? weights.memoryOfSoleOwner()
    let faults = FaultFlag()
    let rate = learningRate
    stepCount += 1
    let pass = UpdatePass(
      optimizer: optimizer, step: UpdateStep(number: stepCount, learningRate: Float(rate)),
      before: own == nil ? weights.values : nil,
      weights: own ?? MutableTensor(shape: weights.values.shape), slots: slots, sum: sum,
      trainableCount: layout.trainableCount)
    contributions.forEachBlock(using: team) { range, block, content in
      if content == .faulty { faults.raise() }
      pass.update(range, with: block)
    }
    pass.keepWeights(from: layout.contributionCount)
    weights = Weights(layout: layout, values: pass.weights.frozen, counters: weights.counters)
    return !faults.isRaised
  }
}
