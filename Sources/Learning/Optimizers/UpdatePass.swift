import Synchronization
import TensorCore

/// The memory that one update reads and writes, cut into blocks for an ``Optimizer``.
struct UpdatePass {
  /// Where the new weights go.
  let weights: MutableTensor
  private let optimizer: any Optimizer
  private let before: Tensor?
  private let slots: [MutableTensor]
  private let slotBases: [UnsafeMutablePointer<Float>]
  private let sum: MutableTensor?

  /// - Parameters:
  ///   - optimizer: The rule of the update.
  ///   - before: The weights as they stand, if they are to stay as they are; nil if they are written
  ///     over.
  ///   - weights: Where the new weights go.
  ///   - slots: What the optimizer remembers.
  ///   - sum: Where to keep the summed gradients, if anywhere.
  init(
    optimizer: any Optimizer, before: Tensor?, weights: MutableTensor, slots: [MutableTensor],
    sum: MutableTensor?
  ) {
    self.optimizer = optimizer
    self.before = before
    self.weights = weights
    self.slots = slots
    self.sum = sum
    // Not anew for each of some hundred blocks.
    slotBases = slots.map { $0.withElements { $0.baseAddress! } }
  }

  func update(_ range: Range<Int>, with gradient: UnsafeBufferPointer<Float>) {
    if let sum {
      sum.withElements { sum in
        (sum.baseAddress! + range.lowerBound).update(
          from: gradient.baseAddress!, count: range.count)
      }
    }
    if let before { weights.copy(from: before, range, at: range.lowerBound) }
    weights.withElements { weights in
      optimizer.update(
        UpdateBlock(
          gradient: gradient, weights: UnsafeMutableBufferPointer(rebasing: weights[range]),
          slots: slotBases, start: range.lowerBound))
    }
  }

  /// Takes over the weights from an index on, which are not trainable.
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
