import ClusterProtocol
import SharedMemory

/// How large a frame a worker takes from whoever calls itself its coordinator.
///
/// Memory is taken for a frame before anybody has looked at it. So what a worker takes at first follows
/// from its own program, and a job that sends larger frames gets a connection of its own, once it is known
/// and fits into the memory there is.
struct FrameLimit {
  /// What a job may send in one frame without asking: 20,000 digits, say.
  static let leastBytes = 16 << 20
  /// The limit that holds now.
  private(set) var bytes: Int

  /// Before a job is known.
  ///
  /// - Parameter weightCount: The weights of the worker's program.
  init(weightCount: Int) {
    bytes = max(4 * weightCount, Self.leastBytes)
  }

  /// Takes the limit up to what a job sends.
  ///
  /// - Returns: Whether it is another.
  mutating func raise(for job: JobDescription) -> Bool {
    let needed = job.largestFrameBytes
    guard needed > bytes else { return false }
    bytes = needed
    return true
  }
}

extension JobDescription {
  /// The largest frame of a worker that computes whole batches alone.
  fileprivate var largestFrameBytes: Int {
    max(4 * weightCount, workPayloadSizes(examples: shape.largestBatch).max() ?? 0)
  }
}
