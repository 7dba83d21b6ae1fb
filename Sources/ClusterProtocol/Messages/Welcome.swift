/// The coordinator's answer to a Hello that fits: who the worker is, and what the job is.
public struct Welcome: Hashable, Sendable {
  /// The worker's number in the order of arrival, from 0. People are shown this number plus one.
  public var worker: Int
  /// The job.
  public var job: JobDescription
  /// Memory that the two may share, if they are on one machine.
  public var sharedMemory: SharedMemoryOffer?

  /// - Parameters:
  ///   - worker: The worker's number, from 0.
  ///   - job: The job.
  ///   - sharedMemory: Memory that the two may share; none by default.
  public init(worker: Int, job: JobDescription, sharedMemory: SharedMemoryOffer? = nil) {
    self.worker = worker
    self.job = job
    self.sharedMemory = sharedMemory
  }
}
