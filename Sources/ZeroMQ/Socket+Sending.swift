import CZeroMQ
import Diagnostics

extension Socket {
  /// Sends a message of one or several frames without waiting.
  ///
  /// A dealer sends all of them as one message, or none. A router, whose first frame names the peer,
  /// sends each of the others as a message of its own, in order: that is the price of numbering its peers
  /// itself. The frames stay valid and may be sent again; their bytes are shared, not copied. What a
  /// dealer sends before somebody listens, or while a connection is made anew, waits in its queue.
  ///
  /// - Throws: ``ZeroMQError`` for anything but the outcomes.
  public func send(_ frames: [Frame]) throws(ZeroMQError) -> SendOutcome {
    switch kind {
    case .dealer: try sendTogether(frames)
    case .router: try sendApart(frames)
    }
  }

  private func sendTogether(_ frames: [Frame]) throws(ZeroMQError) -> SendOutcome {
    require(!frames.isEmpty, "a message of 0 frames can't be sent")
    var outcome = SendOutcome.sent
    for (index, frame) in frames.enumerated() {
      let more = index + 1 < frames.count ? ZMQ_SNDMORE : 0
      switch frame.copy().send(to: handle, flags: ZMQ_DONTWAIT | more) {
      case 0: continue
      case EAGAIN where index == 0: return .wouldBlock
      // The connection ended halfway. libzmq throws the rest of the message away, but has to be
      // given it: if this stopped here, the next message would be taken for that rest.
      case EAGAIN: outcome = .wouldBlock
      case EHOSTUNREACH: return .unreachable
      case let number: throw ZeroMQError(errno: number, activity: "sending a message")
      }
    }
    return outcome
  }

  private func sendApart(_ frames: [Frame]) throws(ZeroMQError) -> SendOutcome {
    require(frames.count >= 2, "a router's message names a peer and has a frame at least")
    for (index, frame) in frames.dropFirst().enumerated() {
      switch frames[0].copy().send(to: handle, flags: ZMQ_DONTWAIT | ZMQ_SNDMORE) {
      case 0: break
      case EAGAIN: return index == 0 ? .wouldBlock : .torn
      case EHOSTUNREACH: return .unreachable
      case let number: throw ZeroMQError(errno: number, activity: "sending a message")
      }
      // Once the peer is named, what can't be sent any more is thrown away in silence.
      let number = frame.copy().send(to: handle, flags: ZMQ_DONTWAIT)
      if number != 0 { throw ZeroMQError(errno: number, activity: "sending a message") }
    }
    return .sent
  }
}
