import ClusterProtocol
import TensorCore

extension BlockMap {
  /// The blocks of gradients that are not zero; nil if nearly all are, which then travel as they lie.
  init?(liveBlocksOf gradients: Tensor) {
    self.init(
      worthwhileFor: gradients.count,
      flags: BlockFlags.live(in: gradients, blockLength: Self.blockLength))
  }

  /// The blocks of weights that have changed; nil if nearly all have.
  init?(changedFrom before: Tensor, to after: Tensor) {
    self.init(
      worthwhileFor: after.count,
      flags: BlockFlags.changed(from: before, to: after, blockLength: Self.blockLength))
  }

  private init?(worthwhileFor count: Int, flags: [UInt8]) {
    guard let map = BlockMap(count: count, flags: flags), map.travellingCount <= count / 8 * 7
    else { return nil }
    self = map
  }

  /// The blocks that travel, one after the other.
  func packing(_ tensor: Tensor) -> Tensor {
    let packed = MutableTensor(shape: Shape(count: travellingCount))
    forEachRun { elements, payloadStart in
      guard let payloadStart else { return }
      packed.copy(from: tensor, elements, at: payloadStart)
    }
    return packed.frozen
  }

  /// The whole buffer again.
  ///
  /// - Parameters:
  ///   - payload: The blocks that travelled.
  ///   - base: What the others are; nil for zeros.
  func unpacking(_ payload: Tensor, over base: Tensor?) -> Tensor {
    let whole = MutableTensor(shape: Shape(count: count))
    forEachRun { elements, payloadStart in
      if let payloadStart {
        let travelled = payloadStart..<payloadStart + elements.count
        whole.copy(from: payload, travelled, at: elements.lowerBound)
      } else if let base {
        whole.copy(from: base, elements, at: elements.lowerBound)
      } else {
        whole.clear(elements)
      }
    }
    return whole.frozen
  }
}
