import ClusterProtocol
import TensorCore
import ZeroMQ

/// What of the weights travels in messages: all of them to a worker that has none, and from then on
/// the blocks that have changed.
struct WeightsBroadcast {
  private var version = -1
  private var before: Tensor?
  private var whole: Frame?
  // Nil within: nearly all has changed.
  private var change: (blocks: [UInt8], frame: Frame)??
  // The version that each worker was sent last.
  private var sent: [PeerID: Int] = [:]
  private let isMemoryShared: Bool

  /// - Parameter isMemoryShared: Whether the weights lie in shared memory, which is written over.
  init(isMemoryShared: Bool) {
    self.isMemoryShared = isMemoryShared
  }

  /// Takes note of an update.
  mutating func weightsChanged(from before: Tensor) {
    self.before = before
  }

  /// Takes note of a worker that has nothing yet.
  mutating func forget(_ peer: PeerID) { sent[peer] = nil }

  /// The message and its payload for a worker.
  mutating func message(
    _ weights: ClusterProtocol.Weights, _ values: Tensor, to peer: PeerID
  ) -> (message: ClusterProtocol.Weights, payload: Frame) {
    if weights.version != version {
      version = weights.version
      (whole, change) = (nil, nil)
    }
    defer { sent[peer] = version }
    if sent[peer] == version - 1, let change = change(to: values) {
      var message = weights
      message.changedBlocks = change.blocks
      return (message, change.frame)
    }
    let frame = whole ?? frame(of: values)
    whole = frame
    return (weights, frame)
  }

  private mutating func change(to values: Tensor) -> (blocks: [UInt8], frame: Frame)? {
    if let change { return change }
    let found = before.flatMap { before in
      BlockMap(changedFrom: before, to: values).map { map in
        (blocks: map.bits, frame: Frame(lending: map.packing(values)))
      }
    }
    change = .some(found)
    return found
  }

  /// What lies in shared memory is written over in time, and a message may wait for longer.
  private func frame(of values: Tensor) -> Frame {
    isMemoryShared ? values.withBytes(Frame.init(copying:)) : Frame(lending: values)
  }
}
