import ClusterProtocol
import Foundation
import SharedMemory
import TensorCore
import ZeroMQ

/// The memory that a coordinator shares with the workers of its machine: one block of weights for
/// all, and for each worker one of contributions and one of messages.
final class CoordinatorMemory {
  /// How much of it there is.
  let plan: SharedMemoryPlan
  /// What to wait for beside the socket: messages of any worker.
  private(set) var listener: MailboxListener

  private struct Worker {
    let peer: PeerID
    let contributions: SharedMemoryBlock
    let mailboxBlock: SharedBlock
    let mailbox: Mailbox
    let bell: Bell
    var isOpen = false
  }

  private let token = UInt64.random(in: 1...UInt64.max)
  private let layout: WeightLayout
  private let weights: SharedMemoryBlock
  private var workers: [Int: Worker] = [:]
  private var numbers: [PeerID: Int] = [:]
  // What is read of each worker, in turn, so that none that writes without end keeps the others waiting.
  private var inboxes: [(queue: SharedQueue, peer: PeerID)] = []
  private var turn = 0

  /// Reserves the block of weights.
  init(for layout: WeightLayout, _ plan: SharedMemoryPlan) throws(SharedMemoryError) {
    self.layout = layout
    self.plan = plan
    listener = MailboxListener(inboxes: [], bell: try Bell())
    weights = try SharedMemoryBlock(
      slots: SharedMemoryOffer.weightSlots, ofCount: layout.count, token: token,
      isWritableByOthers: false)
  }

  /// Where the weights are kept.
  var weightsMemory: MutableTensor { weights[0] }

  /// What a worker is offered, its own blocks reserved the first time.
  func offer(toWorker number: Int, at peer: PeerID) throws(SharedMemoryError) -> SharedMemoryOffer {
    let worker: Worker
    if let known = workers[number], known.peer == peer {
      worker = known
    } else {
      // What was another's is of no use to this one, and not for its eyes.
      forget(worker: number)
      worker = try makeWorker(number, at: peer)
    }
    return SharedMemoryOffer(
      token: token, processID: Int(ProcessInfo.processInfo.processIdentifier),
      weightsDescriptor: Int(weights.block.descriptor),
      gradientsDescriptor: Int(worker.contributions.block.descriptor),
      gradientSlots: plan.gradientSlots,
      mailboxDescriptor: Int(worker.mailboxBlock.descriptor), workSlotBytes: plan.workSlotBytes,
      coordinatorBell: Int(listener.bell.ringingDescriptor),
      workerBell: Int(worker.bell.descriptor))
  }

  private func makeWorker(_ number: Int, at peer: PeerID) throws(SharedMemoryError) -> Worker {
    let block = try Mailbox.makeBlock(workSlotBytes: plan.workSlotBytes, token: token)
    let bell = try Bell()
    let worker = Worker(
      peer: peer,
      contributions: try SharedMemoryBlock(
        slots: plan.gradientSlots, ofCount: layout.contributionCount, token: token,
        isWritableByOthers: true),
      mailboxBlock: block,
      mailbox: Mailbox(
        ofCoordinator: block, workSlotBytes: plan.workSlotBytes, ringing: bell),
      bell: bell)
    workers[number] = worker
    numbers[peer] = number
    listen()
    return worker
  }

  /// The contribution that a worker left in a slot.
  func contribution(ofWorker number: Int, slot: Int) -> Tensor? {
    workers[number]?.contributions[slot].frozen
  }

  /// Whether a worker has been offered blocks of its own.
  func hasBlocks(for peer: PeerID) -> Bool { numbers[peer] != nil }

  /// Takes note that a worker has opened what it was offered.
  func opened(by peer: PeerID) {
    if let number = numbers[peer] { workers[number]?.isOpen = true }
  }

  /// Whether a worker has opened what it was offered.
  func isOpen(to peer: PeerID) -> Bool {
    numbers[peer].flatMap { workers[$0]?.isOpen } ?? false
  }

  /// Leaves a message for a worker, which may sleep; false if it has to go through the socket.
  func send(_ envelope: [UInt8], _ payload: [Frame], to peer: PeerID) -> Bool {
    numbers[peer].flatMap { workers[$0]?.mailbox.send(envelope, payload) } ?? false
  }

  /// Wakes the workers that sleep and have messages.
  func wakeReaders() {
    for worker in workers.values where !worker.mailbox.isRead { worker.mailbox.wakeReader() }
  }

  /// What was found in a mailbox.
  enum Find {
    /// A message.
    case message(QueuedMessage)
    /// Counts that can't be. Nothing more is read there.
    case lies
  }

  /// The next message of any worker, each having its turn.
  func nextMessage() -> (find: Find, peer: PeerID)? {
    for step in inboxes.indices {
      let place = (turn + step) % inboxes.count
      let (queue, peer) = inboxes[place]
      if let message = queue.next() {
        turn = place + 1
        return (.message(message), peer)
      }
      if queue.isBroken {
        inboxes.remove(at: place)
        return (.lies, peer)
      }
    }
    return nil
  }

  /// Lets go of the blocks of a worker that is gone.
  func forget(worker number: Int) {
    guard let worker = workers.removeValue(forKey: number) else { return }
    numbers[worker.peer] = nil
    listen()
  }

  private func listen() {
    inboxes = workers.values.map { ($0.mailbox.inbox, $0.peer) }
    listener = MailboxListener(inboxes: inboxes.map(\.queue), bell: listener.bell)
  }
}
