import Diagnostics

/// A frame from a peer that is no message of this protocol.
public struct WireError: ActionableError, Hashable {
  /// What is wrong with it.
  public enum Code: Hashable, Sendable {
    /// The envelope is longer than any message of the protocol.
    case envelopeTooLarge
    /// The bytes are no envelope.
    case notAnEnvelope
    /// The envelope has more fields than any message of the protocol.
    case tooManyFields
    /// The envelope is of another version of the protocol, this one.
    case protocolVersion(UInt32)
    /// The envelope holds no message that this version knows.
    case unknownMessage
    /// A value is out of its range.
    case valueOutOfRange
    /// The payload frames are not those that the envelope announces.
    case payloadMismatch
  }

  /// What is wrong with the frame.
  public let code: Code
  /// What is wrong, naming the values.
  public let problem: String

  /// The first frame of a message has a size that no envelope has.
  public init(envelopeBytes count: Int) {
    self.init(
      count == 0 ? .notAnEnvelope : .envelopeTooLarge,
      "an envelope of \(count) bytes; the longest has \(WireCodec.maximumEnvelopeBytes)")
  }

  init(_ code: Code, _ problem: String) {
    self.code = code
    self.problem = problem
  }

  /// What was being done.
  public var activity: String { "reading a message from a peer" }

  /// What to do about it.
  public var remedy: String {
    guard case .protocolVersion = code else { return "" }
    return "Run the same version of Tandem on both sides"
  }

  /// It is the peer's fault, and the run's at most.
  public var fault: Fault { .run }
}
