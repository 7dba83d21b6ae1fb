import ClusterProtocol
import Foundation
import SharedMemory
import TensorCore

/// The memory that a coordinator shares with the workers of its machine: one block of weights for
/// all, and one of gradients for each.
final class CoordinatorMemory {
  /// How many results of a round a worker may leave in its block.
  let gradientSlots: Int
  private let token = UInt64.random(in: 1...UInt64.max)
  private let layout: WeightLayout
  private let weights: SharedMemoryBlock
  private var gradients: [Int: SharedMemoryBlock] = [:]

  /// Reserves the block of weights.
  init(for layout: WeightLayout, gradientSlots: Int) throws(SharedMemoryError) {
    self.layout = layout
    self.gradientSlots = gradientSlots
    weights = try SharedMemoryBlock(
      slots: SharedMemoryOffer.weightSlots, ofCount: layout.weightCount, token: token)
  }

  /// Where the weights are kept.
  var weightsMemory: MutableTensor { weights[0] }

  /// What a worker is offered, its own block reserved the first time.
  func offer(toWorker number: Int) throws(SharedMemoryError) -> SharedMemoryOffer {
    let block: SharedMemoryBlock
    if let known = gradients[number] {
      block = known
    } else {
      block = try SharedMemoryBlock(
        slots: gradientSlots, ofCount: layout.trainableCount, token: token)
      gradients[number] = block
    }
    return SharedMemoryOffer(
      token: token, processID: Int(ProcessInfo.processInfo.processIdentifier),
      weightsDescriptor: Int(weights.block.descriptor),
      gradientsDescriptor: Int(block.block.descriptor), gradientSlots: gradientSlots)
  }

  /// The gradients that a worker left in a slot.
  func gradients(ofWorker number: Int, slot: Int) -> Tensor? { gradients[number]?[slot].frozen }

  /// Lets go of the block of a worker that is gone.
  func forget(worker number: Int) { gradients[number] = nil }
}
