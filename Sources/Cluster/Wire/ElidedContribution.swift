import ClusterProtocol
import TensorCore

/// Gradients as they travel, or as they lie in shared memory: without the blocks that are zero.
struct ElidedGradients {
  /// The bits of a ``BlockMap``; nil if nothing is left out.
  let liveBlocks: [UInt8]?
  /// What is left.
  let payload: Tensor

  /// - Parameters:
  ///   - gradients: The gradients of a node.
  ///   - isPlaced: Whether they stay where they are, so that nothing is gained by leaving more out.
  init(_ gradients: SparseVector, isPlaced: Bool) {
    let count = gradients.count
    if let runs = gradients.runs, let map = BlockMap(of: runs, count: count) {
      (liveBlocks, payload) = (map.bits, gradients.stored)
      return
    }
    let dense = gradients.dense
    guard !isPlaced, let map = BlockMap(liveBlocksOf: dense) else {
      (liveBlocks, payload) = (nil, dense)
      return
    }
    (liveBlocks, payload) = (map.bits, map.packing(dense))
  }
}
