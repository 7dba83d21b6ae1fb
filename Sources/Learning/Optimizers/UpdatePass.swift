import Synchronization
import TensorCore

/// The memory that one update reads and writes, cut into blocks for the optimizers.
struct UpdatePass {
  /// What the update does with a group. A class, so that a block takes hold of it at once.
  final class Group {
    let optimizer: any Optimizer
    let step: UpdateStep
    /// The first element of the group, and so of its slots.
    let start: Int
    let clipping: ClippingFactors
    // Owns what the bases point to.
    private let slots: [MutableTensor]
    /// Where the slots begin.
    let slotBases: [UnsafeMutablePointer<Float>]

    init(
      optimizer: any Optimizer, step: UpdateStep, slots: [MutableTensor], start: Int,
      clipping: ClippingFactors
    ) {
      self.optimizer = optimizer
      self.step = step
      self.slots = slots
      self.start = start
      self.clipping = clipping
      // Not anew for each of some hundred blocks.
      slotBases = slots.map { $0.withElements { $0.baseAddress! } }
    }

    /// Lets the optimizer go over a block, which begins at an element of the group.
    func update(
      _ weights: UnsafeMutableBufferPointer<Float>, by gradient: UnsafeBufferPointer<Float>,
      at start: Int, decays: Bool
    ) {
      optimizer.update(
        UpdateBlock(
          gradient: gradient, weights: weights, slots: slotBases, start: start, decays: decays),
        at: step)
    }
  }

  /// Where the new weights go.
  let weights: MutableTensor
  private let groups: [Group?]
  private let regions: UpdateRegions
  private let before: Tensor?

  /// - Parameters:
  ///   - groups: What to do with each group; nil for one that stays as it is.
  ///   - regions: Where the groups and the state lie.
  ///   - before: The weights as they stand, if they are to stay as they are; nil if they are written
  ///     over.
  ///   - weights: Where the new weights go.
  init(groups: [Group?], regions: UpdateRegions, before: Tensor?, weights: MutableTensor) {
    self.groups = groups
    self.regions = regions
    self.before = before
    self.weights = weights
  }

  /// Brings a block up to date that lies in one region, or between two.
  func update(_ range: Range<Int>, with contribution: UnsafeBufferPointer<Float>) {
    if let before { weights.copy(from: before, range, at: range.lowerBound) }
    guard let region = regions.region(at: range.lowerBound) else { return }
    weights.withElements { weights in
      let weights = UnsafeMutableBufferPointer(rebasing: weights[range])
      switch region.kind {
      case .gradients(let number, let variable, let decays):
        guard let group = groups[number] else { return }
        let start = range.lowerBound - group.start
        if case .none = group.clipping {
          return group.update(weights, by: contribution, at: start, decays: decays)
        }
        group.clipping.clip(contribution, of: variable) { gradient in
          group.update(weights, by: gradient, at: start, decays: decays)
        }
      case .state: VectorLoops.add(contribution, to: weights)
      }
    }
  }

  /// Takes over the weights from an index on, which nothing changes.
  func keepWeights(from start: Int) {
    if let before { weights.copy(from: before, start..<before.count, at: start) }
  }
}

/// A flag that any thread may raise.
final class FaultFlag: Sendable {
  private let flag = Atomic(false)

  var isRaised: Bool { flag.load(ordering: .acquiring) }

  func raise() { flag.store(true, ordering: .releasing) }
}
