import ClusterProtocol
import SharedMemory
import ZeroMQ

/// One side's view of the two queues between a coordinator and a worker of its machine.
///
/// What passes here while steps follow each other is work, read where it lies, and messages whose
/// payload lies in other shared memory. All else, and what finds a queue full, goes through the socket:
/// a message that passes four threads on its way takes longer than a part of a small step.
struct Mailbox: Sendable {
  let inbox: SharedQueue
  private let outbox: SharedQueue
  // The other side's.
  private let bell: Bell

  /// Makes a block of queues for a worker, and writes the token.
  static func makeBlock(
    workSlotBytes: Int, token: UInt64
  ) throws(SharedMemoryError) -> SharedBlock {
    let block = try SharedBlock(byteCount: byteCount(workSlotBytes))
    block.bytes.storeBytes(of: token, as: UInt64.self)
    return block
  }

  /// The coordinator's side.
  init(ofCoordinator block: SharedBlock, workSlotBytes: Int, ringing bell: Bell) {
    inbox = SharedQueue(Self.results, in: block, at: Self.fromWorker, as: .reader)
    outbox = SharedQueue(Self.work(workSlotBytes), in: block, at: Self.toWorker, as: .writer)
    self.bell = bell
  }

  /// The worker's side; nil if the block holds another token.
  init?(opening offer: SharedMemoryOffer) throws(SharedMemoryError) {
    let block = try SharedBlock(
      opening: Int32(offer.mailboxDescriptor), ofProcess: Int32(offer.processID),
      byteCount: Self.byteCount(offer.workSlotBytes), isWritable: true)
    guard block.bytes.load(as: UInt64.self) == offer.token else { return nil }
    inbox = SharedQueue(
      Self.work(offer.workSlotBytes), in: block, at: Self.toWorker, as: .reader)
    outbox = SharedQueue(Self.results, in: block, at: Self.fromWorker, as: .writer)
    bell = try Bell(
      ringing: Int32(offer.coordinatorBell), ofProcess: Int32(offer.processID))
  }

  /// Leaves a message; false if it has to go through the socket.
  func send(_ envelope: [UInt8], _ payload: [Frame] = []) -> Bool {
    outbox.write([envelope.count] + payload.map(\.count)) { index, place in
      if index == 0 {
        place.copyBytes(from: envelope)
      } else {
        payload[index - 1].withBytes { place.copyMemory(from: $0) }
      }
    }
  }

  /// Whether the other side has read all that was left for it.
  var isRead: Bool { outbox.isEmpty }

  /// Wakes the other side up if it sleeps.
  func wakeReader() { outbox.wakeReader(by: bell) }

  private static let results = SharedQueue.Capacity(slots: 16, kibibytes: 4)
  private static let fromWorker = SharedMemoryOffer.pageBytes
  private static let toWorker = fromWorker + results.byteCount

  /// Three times the rounds that are handed out ahead, whose examples keep their slots until they are
  /// computed.
  private static func work(_ slotBytes: Int) -> SharedQueue.Capacity {
    SharedQueue.Capacity(slots: 24, kibibytes: slotBytes / 1024)
  }

  private static func byteCount(_ workSlotBytes: Int) -> Int {
    toWorker + work(workSlotBytes).byteCount
  }
}
