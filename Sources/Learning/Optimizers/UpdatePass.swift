import Synchronization
import TensorCore

/// The memory that one update reads and writes, cut into blocks for an ``Optimizer``.
struct UpdatePass {
  /// Where the new weights go.
  let weights: MutableTensor
  private let optimizer: any Optimizer
  private let step: UpdateStep
  private let before: Tensor?
  private let slots: [MutableTensor]
  private let slotBases: [UnsafeMutablePointer<Float>]
  private let sum: MutableTensor?
  private let trainableCount: Int

  /// - Parameters:
  ///   - optimizer: The rule of the update.
  ///   - step: Which update it is.
  ///   - before: The weights as they stand, if they are to stay as they are; nil if they are written
  ///     over.
  ///   - weights: Where the new weights go.
  ///   - slots: What the optimizer remembers.
  ///   - sum: Where to keep the summed contributions, if anywhere.
  ///   - trainableCount: How many weights the optimizer updates; what follows is state.
  init(
    optimizer: any Optimizer, step: UpdateStep, before: Tensor?, weights: MutableTensor,
    slots: [MutableTensor], sum: MutableTensor?, trainableCount: Int
  ) {
    self.optimizer = optimizer
    self.step = step
    self.before = before
    self.weights = weights
    self.slots = slots
    self.sum = sum
    self.trainableCount = trainableCount
    // Not anew for each of some hundred blocks.
    slotBases = slots.map { $0.withElements { $0.baseAddress! } }
  }

  func update(_ range: Range<Int>, with contribution: UnsafeBufferPointer<Float>) {
    if let sum {
      sum.withElements { sum in
        (sum.baseAddress! + range.lowerBound).update(
          from: contribution.baseAddress!, count: range.count)
      }
    }
    if let before { weights.copy(from: before, range, at: range.lowerBound) }
    let split = min(max(trainableCount - range.lowerBound, 0), range.count)
    weights.withElements { weights in
      let weights = UnsafeMutableBufferPointer(rebasing: weights[range])
      if split > 0 {
        optimizer.update(
          UpdateBlock(
            gradient: UnsafeBufferPointer(rebasing: contribution[..<split]),
            weights: UnsafeMutableBufferPointer(rebasing: weights[..<split]), slots: slotBases,
            start: range.lowerBound), at: step)
      }
      if split < range.count {
        // What lies between the regions is zero, and stays so.
        VectorLoops.add(
          UnsafeBufferPointer(rebasing: contribution[split...]),
          to: UnsafeMutableBufferPointer(rebasing: weights[split...]))
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
