/// The coordinator's answer to a Hello that fits: who the worker is, and what the job is.
public struct Welcome: Hashable, Sendable {
  /// The worker's number in the order of arrival, from 0. People are shown this number plus one.
  public var worker: Int
  /// The job.
  public var job: JobDescription

  /// - Parameters:
  ///   - worker: The worker's number, from 0.
  ///   - job: The job.
  public init(worker: Int, job: JobDescription) {
    self.worker = worker
    self.job = job
  }
}
