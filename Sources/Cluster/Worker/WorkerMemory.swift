import ClusterProtocol
import SharedMemory
import TensorCore

/// The memory that a worker shares with the coordinator of its machine.
struct WorkerMemory: Sendable {
  /// Where messages without a payload pass.
  let mailbox: Mailbox
  /// What to wait for beside the socket.
  let listener: MailboxListener
  private let weights: SharedMemoryBlock
  private let contributions: SharedMemoryBlock

  /// Opens what the coordinator offers; nil if it is not of this job.
  init?(_ offer: SharedMemoryOffer, for job: JobDescription) throws(SharedMemoryError) {
    guard
      let weights = try SharedMemoryBlock(
        opening: offer.weightsDescriptor, slots: SharedMemoryOffer.weightSlots,
        ofCount: job.weightCount, from: offer, isWritable: false),
      let contributions = try SharedMemoryBlock(
        opening: offer.gradientsDescriptor, slots: offer.gradientSlots,
        ofCount: job.contributionCount, from: offer, isWritable: true),
      let mailbox = try Mailbox(opening: offer)
    else { return nil }
    (self.weights, self.contributions, self.mailbox) = (weights, contributions, mailbox)
    listener = MailboxListener(
      inboxes: [mailbox.inbox],
      bell: try Bell(hearing: Int32(offer.workerBell), ofProcess: Int32(offer.processID)))
  }

  /// The weights in a slot.
  func weights(slot: Int) -> Tensor { weights[slot].frozen }

  /// Where the contribution of a node goes.
  func contribution(slot: Int) -> MutableTensor { contributions[slot] }
}
