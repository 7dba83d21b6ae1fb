import ClusterProtocol
import ZeroMQ

/// A message as it came from the wire: the envelope, decoded, and the payload frames, untouched.
struct Incoming {
  let envelope: Result<Envelope, WireError>
  let payload: [Frame]

  /// - Parameter frames: The frames of a message, the routing id taken off.
  init(frames: ArraySlice<Frame>) {
    payload = Array(frames.dropFirst())
    guard let first = frames.first, first.count <= WireCodec.maximumEnvelopeBytes else {
      envelope = .failure(WireError(envelopeBytes: frames.first?.count ?? 0))
      return
    }
    let sizes = payload.map(\.count)
    envelope = Result { () throws(WireError) in
      try WireCodec.decode(first.bytes, payloadSizes: sizes)
    }
  }

  /// - Parameter parts: The envelope and the payload as a mailbox gives them.
  init(parts: [[UInt8]]) {
    self.init(frames: parts.map { Frame.copying($0) }[...])
  }
}
