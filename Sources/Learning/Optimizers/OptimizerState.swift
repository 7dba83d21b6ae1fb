import Diagnostics
import TensorCore

/// The optimizers of a program and what they remember of the trainable weights.
///
/// Has one owner, the process that applies the updates; it is not shared between threads but for the
/// blocks of one update.
public struct OptimizerState {
  struct Group {
    let optimizer: any Optimizer
    let slots: [MutableTensor]
    var schedule: any LearningRateSchedule
    // How many updates have been made, and what the last one went by.
    var stepCount = 0
    var lastLearningRate: Double?
    var lastNorm: Double?
  }

  let layout: WeightLayout
  var groups: [Group]
  let regions: UpdateRegions

  /// All slots at zero.
  ///
  /// - Parameters:
  ///   - optimizers: One for each group of the layout.
  ///   - layout: Where the variables lie.
  public init(_ optimizers: Optimizers, for layout: WeightLayout) {
    require(
      optimizers.all.count == layout.groupRanges.count
        || layout.trainableCount == 0 && optimizers.all.isEmpty,
      "\(optimizers.all.count) optimizers for \(layout.groupRanges.count) groups of variables")
    self.layout = layout
    regions = UpdateRegions(of: layout, for: optimizers.all)
    groups = zip(optimizers.all, layout.groupRanges).map { optimizer, range in
      Group(
        optimizer: optimizer,
        slots: optimizer.slotNames.map { _ in
          let slot = MutableTensor(shape: Shape(count: range.count))
          slot.fill(with: 0)
          return slot
        }, schedule: optimizer.learningRate)
    }
  }

  /// A single optimizer, all slots at zero.
  public init(_ optimizer: any Optimizer, for layout: WeightLayout) {
    self.init(Optimizers(optimizer), for: layout)
  }

  /// The optimizers, in the order of their groups.
  public var optimizers: [any Optimizer] { groups.map(\.optimizer) }

  /// How many updates each optimizer has made, in the order of their groups.
  public var stepCounts: [Int] { groups.map(\.stepCount) }

  /// The learning rate of each optimizer's last update; nil before the first.
  public var lastLearningRates: [Double?] { groups.map(\.lastLearningRate) }

  /// The learning rate of an optimizer's next update; nil if there is no such optimizer.
  package func learningRate(ofOptimizer number: Int) -> Double? {
    guard groups.indices ~= number else { return nil }
    return groups[number].schedule.learningRate(at: groups[number].stepCount)
  }

  /// Sets the learning rate of an optimizer, from its next update on.
  ///
  /// - Returns: Whether it is a number: a schedule is left as it is.
  package mutating func setLearningRate(_ rate: Double, ofOptimizer number: Int) -> Bool {
    let schedule = groups[number].schedule
    guard schedule is Double || schedule is Float else { return false }
    groups[number].schedule = rate
    return true
  }

  /// The norm of each optimizer's last gradients, before they were clipped by it; nil for an optimizer that
  /// does not clip by norms.
  public var lastNorms: [Double?] { groups.map(\.lastNorm) }

  /// The slots as they stand, by group and name: as many elements each as the group has, copied.
  public var snapshot: [(name: String, group: Int, values: Tensor)] {
    groups.enumerated().flatMap { number, group in
      zip(group.optimizer.slotNames, group.slots).map { name, slot in
        (name, number, MutableTensor(copying: slot.frozen).frozen)
      }
    }
  }

  /// Outside of which runs an update leaves all weights as they are; nil if it may change any.
  ///
  /// - Parameters:
  ///   - contributions: What the update will be made of.
  ///   - updated: The groups that it will update; all by default.
  package func runsChanged(
    by contributions: [SparseVector], in updated: VariableGroups? = nil
  ) -> [SparseVector.Run]? {
    let updated = updated ?? layout.groups
    let moved = groups.indices.filter {
      updated.contains($0) && !groups[$0].optimizer.keepsWeightsWithoutGradient
    }
    guard moved.count < groups.count, let runs = SparseVector.union(of: contributions) else {
      return nil
    }
    return moved.isEmpty
      ? runs : SparseVector.union(of: runs.map(\.elements) + moved.map { layout.groupRanges[$0] })
  }
}
