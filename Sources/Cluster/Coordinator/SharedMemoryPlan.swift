import ClusterProtocol
import Sharding
import SharedMemory

/// How much memory a coordinator shares with each worker: enough if no more workers come than are
/// waited for. What finds no room travels in messages.
struct SharedMemoryPlan: Hashable, Sendable {
  /// How many results of a round a worker may leave in its block of gradients.
  let gradientSlots: Int
  /// The size of a slot of the queue of work.
  let workSlotBytes: Int

  /// - Parameters:
  ///   - job: The job.
  ///   - workers: How many workers are waited for.
  init(for job: JobDescription, workers: Int) {
    let assignment = ReductionTree(shards: job.shape.shards).assignment(workers: workers)
    gradientSlots = min(4, max(1, assignment.map(\.count).max() ?? 1))
    let plan = ShardPlan(examples: job.shape.largestBatch, shards: job.shape.shards)
    let examples = assignment.joined().map { plan.range(of: $0).count }.max() ?? 0
    let payload = job.workPayloadSizes(examples: examples)
    let needed = SharedQueue.slotBytes(ofParts: [Self.envelopeBytes] + payload)
    let pages = (needed + SharedMemoryOffer.pageBytes - 1) / SharedMemoryOffer.pageBytes
    let slotBytes = pages * SharedMemoryOffer.pageBytes
    // A slot that is too small for all work is of use for the messages alone.
    workSlotBytes =
      slotBytes <= SharedMemoryOffer.mostWorkSlotBytes
      ? max(slotBytes, Self.leastSlotBytes) : Self.leastSlotBytes
  }

  /// More than the envelope of a piece of work takes.
  private static let envelopeBytes = 1024
  /// Forty digits: workers may leave, and others get their share.
  private static let leastSlotBytes = 32 * 1024
}
