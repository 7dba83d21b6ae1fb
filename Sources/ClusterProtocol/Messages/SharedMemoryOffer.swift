/// The memory that a coordinator offers to share with a worker of the same machine: a block of
/// weights, the same for all workers, a block for the gradients of this one, and one for work and for
/// the messages that pass between the two without a payload.
///
/// Each block begins with a page that holds the token, so that a worker knows it has the right one,
/// followed by slots, or queues, that each begin on a page.
public struct SharedMemoryOffer: Hashable, Sendable {
  /// How many versions of the weights are kept: one. It is written over when every result that it was
  /// needed for has come in; a worker that still computes with it does so for nothing.
  public static let weightSlots = 1
  /// The most slots for gradients that a worker believes.
  static let mostGradientSlots = 1024
  /// The largest slot of the queue of work: what is larger takes long to compute, too.
  public static let mostWorkSlotBytes = 512 * 1024
  /// Where in a block something may begin: at a multiple of so many bytes.
  public static let pageBytes = 4096

  /// Drawn at random for the job.
  public var token: UInt64
  /// The coordinator's process id.
  public var processID: Int
  /// The descriptor of the block of weights in the coordinator.
  public var weightsDescriptor: Int
  /// The descriptor of the block of gradients in the coordinator.
  public var gradientsDescriptor: Int
  /// How many results of one round the block of gradients has room for.
  public var gradientSlots: Int
  /// The descriptor of the block of messages in the coordinator: a queue to the worker, and one from
  /// it.
  public var mailboxDescriptor: Int
  /// The size of a slot of the queue to the worker, a multiple of ``pageBytes``.
  public var workSlotBytes: Int
  /// The descriptor of a pipe in the coordinator that wakes it when it is written to.
  public var coordinatorBell: Int
  /// The descriptor of a pipe in the coordinator from which it wakes the worker.
  public var workerBell: Int

  /// - Parameters:
  ///   - token: Drawn at random for the job.
  ///   - processID: The coordinator's process id.
  ///   - weightsDescriptor: The descriptor of the block of weights in the coordinator.
  ///   - gradientsDescriptor: The descriptor of the block of gradients in the coordinator.
  ///   - gradientSlots: How many results of one round the block of gradients has room for.
  ///   - mailboxDescriptor: The descriptor of the block of messages in the coordinator.
  ///   - workSlotBytes: The size of a slot of the queue to the worker.
  ///   - coordinatorBell: The descriptor of the pipe that wakes the coordinator.
  ///   - workerBell: The descriptor of the pipe that wakes the worker.
  public init(
    token: UInt64, processID: Int, weightsDescriptor: Int, gradientsDescriptor: Int,
    gradientSlots: Int, mailboxDescriptor: Int, workSlotBytes: Int, coordinatorBell: Int,
    workerBell: Int
  ) {
    self.token = token
    self.processID = processID
    self.weightsDescriptor = weightsDescriptor
    self.gradientsDescriptor = gradientsDescriptor
    self.gradientSlots = gradientSlots
    self.mailboxDescriptor = mailboxDescriptor
    self.workSlotBytes = workSlotBytes
    self.coordinatorBell = coordinatorBell
    self.workerBell = workerBell
  }

  /// The size in bytes of a block of some slots.
  ///
  /// - Parameters:
  ///   - slots: How many.
  ///   - count: The Float32 elements of each.
  public static func blockBytes(slots: Int, ofCount count: Int) -> Int {
    offset(ofSlot: slots, ofCount: count)
  }

  /// Where in its block a slot begins, in bytes.
  ///
  /// - Parameters:
  ///   - slot: The slot, from 0.
  ///   - count: The Float32 elements of each slot.
  public static func offset(ofSlot slot: Int, ofCount count: Int) -> Int {
    let pages = (4 * count + pageBytes - 1) / pageBytes
    return pageBytes * (1 + slot * pages)
  }
}
