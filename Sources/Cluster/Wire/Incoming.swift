import ClusterProtocol
import SharedMemory
import ZeroMQ

/// A message as it came from the wire: the envelope, decoded, and the payload frames, untouched.
struct Incoming {
  let envelope: Result<Envelope, WireError>
  let payload: [Frame]

  /// - Parameter frames: The frames of a message, the routing id taken off.
  init(frames: ArraySlice<Frame>) {
    payload = Array(frames.dropFirst())
    envelope = Self.decode(frames.first?.count, payload) { frames.first?.bytes }
  }

  /// - Parameter message: The envelope and the payload as a mailbox gives them.
  init(_ message: QueuedMessage) {
    let parts = message.parts
    payload = parts.dropFirst().map { part in
      part.count >= Self.leastBytesLent
        ? Frame(lending: part, from: message) : Frame(copying: part)
    }
    envelope = Self.decode(parts.first?.count, payload) { parts.first.map { [UInt8]($0) } }
  }

  /// A mailbox has few slots, and what is small is copied sooner than its slot is missed.
  private static var leastBytesLent: Int { 32 * 1024 }

  /// An envelope whose payload is still to come.
  init(firstFrame frame: Frame) {
    self.init(
      envelope: Self.checked(frame.count) { () throws(WireError) in
        try WireCodec.decode(frame.bytes)
      }, payload: [])
  }

  init(envelope: Result<Envelope, WireError>, payload: [Frame]) {
    (self.envelope, self.payload) = (envelope, payload)
  }

  /// The round of which it answers a piece of work; nil if it does not.
  var resultRound: Int? {
    if case .success(let envelope) = envelope, case .result(let result) = envelope.message {
      result.round
    } else {
      nil
    }
  }

  private static func decode(
    _ count: Int?, _ payload: [Frame], _ bytes: () -> [UInt8]?
  ) -> Result<Envelope, WireError> {
    checked(count) { () throws(WireError) in
      guard let bytes = bytes() else { throw WireError(envelopeBytes: 0) }
      return try WireCodec.decode(bytes, payloadSizes: payload.map(\.count))
    }
  }

  private static func checked(
    _ count: Int?, _ decode: () throws(WireError) -> Envelope
  ) -> Result<Envelope, WireError> {
    guard let count, count <= WireCodec.maximumEnvelopeBytes else {
      return .failure(WireError(envelopeBytes: count ?? 0))
    }
    return Result(catching: decode)
  }
}
