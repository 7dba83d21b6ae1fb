import ClusterProtocol
import TensorCore
import ZeroMQ

/// What of the weights travels in messages: all of them to a worker that has none, and from then on
/// the blocks that have changed.
struct WeightsBroadcast {
  /// What is known of the last update.
  private enum Change {
    /// The weights before it, to be compared with.
    case from(Tensor)
    /// The runs outside of which it changed nothing.
    case within([SparseVector.Run])
  }

  private var version = -1
  private var lastChange: Change?
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

  /// An update is about to begin of which nothing is known; it leaves these weights as they are.
  mutating func weightsChange(from before: Tensor) {
    (lastChange, whole) = (.from(before), nil)
  }

  /// An update is about to begin that changes nothing outside of some runs, and may write over the
  /// weights.
  mutating func weightsChange(in runs: [SparseVector.Run]) {
    (lastChange, whole) = (.within(runs), nil)
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
    let map: BlockMap? =
      switch lastChange {
      case .from(let before): BlockMap(changedFrom: before, to: values)
      case .within(let runs): BlockMap(of: runs, count: values.count)
      case nil: nil
      }
    // The frame of a change is a copy: what it was taken from is written over in time.
    let found = map.map { (blocks: $0.bits, frame: Frame(lending: $0.packing(values))) }
    change = .some(found)
    return found
  }

  /// What lies in shared memory is written over in time, and a message may wait for longer.
  private func frame(of values: Tensor) -> Frame {
    isMemoryShared ? values.withBytes(Frame.init(copying:)) : Frame(lending: values)
  }
}
