/// The first frame of every message: which job and life of the coordinator it belongs to, the
/// message itself, and the sizes of the raw payload frames that follow.
public struct Envelope: Hashable, Sendable {
  /// The job; 0 in a Hello, before the worker knows it.
  public var jobID: UInt64
  /// The life of the coordinator; 0 in a Hello.
  public var incarnation: UInt64
  /// The message.
  public var message: Message
  /// The sizes in bytes of the payload frames that follow.
  public var payloadSizes: [Int]

  /// - Parameters:
  ///   - jobID: The job.
  ///   - incarnation: The life of the coordinator.
  ///   - message: The message.
  ///   - payloadSizes: The sizes in bytes of the payload frames that follow.
  public init(jobID: UInt64, incarnation: UInt64, message: Message, payloadSizes: [Int] = []) {
    self.jobID = jobID
    self.incarnation = incarnation
    self.message = message
    self.payloadSizes = payloadSizes
  }
}
