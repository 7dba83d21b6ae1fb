import Synchronization
import TensorCore

/// The memory that one update reads and writes, cut into blocks for an ``Optimizer``.
struct UpdatePass {
  let optimizer: any Optimizer
  let weights: Tensor
  let updated: MutableTensor
  let slots: [MutableTensor]
  let sum: MutableTensor?

  func update(_ range: Range<Int>, with gradient: UnsafeBufferPointer<Float>) {
    if let sum {
      sum.withElements { sum in
        (sum.baseAddress! + range.lowerBound).update(
          from: gradient.baseAddress!, count: range.count)
      }
    }
    weights.withElements { weights in
      updated.withElements { updated in
        optimizer.update(
          UpdateBlock(
            gradient: gradient, weights: UnsafeBufferPointer(rebasing: weights[range]),
            updated: UnsafeMutableBufferPointer(rebasing: updated[range]),
            slots: slots.map { $0.withElements { $0.baseAddress! } }, start: range.lowerBound))
      }
    }
  }

  /// Takes over the weights from an index on, which are not trainable.
  func copyWeights(from start: Int) {
    let rest = Shape(count: weights.count - start)
    updated.slice(from: start, shape: rest).copy(from: weights.slice(from: start, shape: rest))
  }
}

/// A flag that any thread may raise.
final class FaultFlag: Sendable {
  private let flag = Atomic(false)

  var isRaised: Bool { flag.load(ordering: .acquiring) }

  func raise() { flag.store(true, ordering: .releasing) }
}
