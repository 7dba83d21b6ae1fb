import ClusterProtocol
import TensorCore

/// A contribution as it travels, or as it lies in shared memory: without the blocks that are zero.
struct ElidedContribution {
  /// The bits of a ``BlockMap``; nil if nothing is left out.
  let liveBlocks: [UInt8]?
  /// What is left.
  let payload: Tensor

  /// - Parameters:
  ///   - contribution: That of a node.
  ///   - isPlaced: Whether it stays where it is, so that nothing is gained by leaving more out.
  init(_ contribution: SparseVector, isPlaced: Bool) {
    let count = contribution.count
    if let runs = contribution.runs, let map = BlockMap(of: runs, count: count) {
      (liveBlocks, payload) = (map.bits, contribution.stored)
      return
    }
    let dense = contribution.dense
    guard !isPlaced, let map = BlockMap(liveBlocksOf: dense) else {
      (liveBlocks, payload) = (nil, dense)
      return
    }
    (liveBlocks, payload) = (map.bits, map.packing(dense))
  }
}
