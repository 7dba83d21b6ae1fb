import ClusterProtocol
import SharedMemory
import ZeroMQ

/// One side's view of the two queues between a coordinator and a worker of its machine.
///
/// Messages without a payload pass here while steps follow each other; all others, and what finds a
/// queue full, go through the socket. A message that passes four threads on its way would take longer
/// than a small step.
struct Mailbox: Sendable {
  let inbox: SharedQueue
  private let outbox: SharedQueue
  // The other side's.
  private let bell: Bell

  /// Makes a block of queues for a worker, and writes the token.
  static func makeBlock(token: UInt64) throws(SharedMemoryError) -> SharedBlock {
    let block = try SharedBlock(byteCount: byteCount)
    block.bytes.storeBytes(of: token, as: UInt64.self)
    return block
  }

  /// The coordinator's side.
  init(ofCoordinator block: SharedBlock, ringing bell: Bell) {
    inbox = SharedQueue(in: block, at: Self.fromWorker)
    outbox = SharedQueue(in: block, at: Self.toWorker)
    self.bell = bell
  }

  /// The worker's side; nil if the block holds another token.
  init?(opening offer: SharedMemoryOffer) throws(SharedMemoryError) {
    let block = try SharedBlock(
      opening: Int32(offer.mailboxDescriptor), ofProcess: Int32(offer.processID),
      byteCount: Self.byteCount, isWritable: true)
    guard block.bytes.load(as: UInt64.self) == offer.token else { return nil }
    inbox = SharedQueue(in: block, at: Self.toWorker)
    outbox = SharedQueue(in: block, at: Self.fromWorker)
    bell = try Bell(
      ringing: Int32(offer.coordinatorBell), ofProcess: Int32(offer.processID))
  }

  /// Leaves a message; false if it has to go through the socket.
  func send(_ envelope: [UInt8]) -> Bool { outbox.write(envelope, ringing: bell) }

  private static let toWorker = SharedMemoryOffer.pageBytes
  private static let fromWorker = toWorker + SharedQueue.byteCount
  private static let byteCount = fromWorker + SharedQueue.byteCount
}
