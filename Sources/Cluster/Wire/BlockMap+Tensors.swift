import ClusterProtocol
import Diagnostics
import TensorCore

extension BlockMap {
  /// The blocks of gradients that are not zero; nil if nearly all are, which then travel as they lie.
  init?(liveBlocksOf gradients: Tensor) {
    self.init(
      worthwhileFor: gradients.count,
      flags: BlockFlags.live(in: gradients, blockLength: Self.blockLength))
  }

  /// The blocks that runs of elements make up; nil if there are too many blocks for a map.
  init?(of runs: [SparseVector.Run], count: Int) {
    require(
      SparseVector.granule == Self.blockLength,
      "runs end at multiples of \(SparseVector.granule) elements, blocks of \(Self.blockLength)")
    var flags = [UInt8](repeating: 0, count: Self.blockCount(of: count))
    for run in runs {
      let last = (run.elements.upperBound - 1) / Self.blockLength
      for block in run.elements.lowerBound / Self.blockLength...last { flags[block] = 1 }
    }
    self.init(count: count, flags: flags)
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

  /// The blocks that travelled as what they are: all that is stored of a vector.
  func vector(of payload: Tensor) -> SparseVector {
    var runs: [SparseVector.Run] = []
    forEachRun { elements, payloadStart in
      if let payloadStart { runs.append(SparseVector.Run(elements: elements, start: payloadStart)) }
    }
    return SparseVector(count: count, runs: runs, in: payload)
  }

  /// Writes the blocks that travelled to their places, and leaves the others as they are.
  func unpack(_ payload: Tensor, into whole: MutableTensor) {
    forEachRun { elements, payloadStart in
      guard let payloadStart else { return }
      let travelled = payloadStart..<payloadStart + elements.count
      whole.copy(from: payload, travelled, at: elements.lowerBound)
    }
  }
}
