import ClusterProtocol
import ZeroMQ

/// Puts together what a coordinator sends: an envelope, and as many frames after it as it announces, each
/// a message of its own.
struct MessageAssembler {
  private var awaited: (envelope: Envelope, payload: [Frame])?

  /// Takes what came next; nil if more has to come.
  ///
  /// A frame that has another size than was announced begins a new message: what is missing of the last
  /// one was lost with its connection.
  mutating func add(_ frames: [Frame]) -> Incoming? {
    guard frames.count == 1, let frame = frames.first else {
      return Incoming(frames: frames[...])
    }
    if let (envelope, payload) = awaited.take() {
      if frame.count == envelope.payloadSizes[payload.count] {
        return wait(for: envelope, payload + [frame])
      }
    }
    let incoming = Incoming(firstFrame: frame)
    guard case .success(let envelope) = incoming.envelope else { return incoming }
    return wait(for: envelope, [])
  }

  private mutating func wait(for envelope: Envelope, _ payload: [Frame]) -> Incoming? {
    if payload.count == envelope.payloadSizes.count {
      return Incoming(envelope: .success(envelope), payload: payload)
    }
    awaited = (envelope, payload)
    return nil
  }
}
