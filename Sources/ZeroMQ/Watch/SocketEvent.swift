import CZeroMQ

/// Something that happened to a connection of a socket.
public struct SocketEvent: Sendable, Hashable {
  /// What happened.
  public enum Kind: Sendable, Hashable {
    /// The socket listens; the value is the descriptor.
    case listening
    /// Somebody connected; the value is the descriptor.
    case accepted
    /// A connection was made; the value is the descriptor.
    case connected
    /// A connection is being made.
    case connectDelayed
    /// Another try to connect follows; the value is how many milliseconds from now.
    case connectRetried
    /// The two sides have agreed on how to speak.
    case handshakeSucceeded
    /// They have not; the value says why.
    case handshakeFailed
    /// A connection has ended; the value was its descriptor.
    case disconnected
    /// A connection was closed before it was of use; the value was its descriptor.
    case closed
    /// The socket itself is closed: no event follows.
    case stopped
    /// Anything else, by libzmq's number.
    case other(Int32)
  }

  /// What happened.
  public let kind: Kind
  /// What the kind says it is.
  public let value: Int32
  /// The endpoint concerned.
  public let address: String

  init(number: Int32, value: Int32, address: String) {
    self.value = value
    self.address = address
    kind =
      switch number {
      case ZMQ_EVENT_LISTENING: .listening
      case ZMQ_EVENT_ACCEPTED: .accepted
      case ZMQ_EVENT_CONNECTED: .connected
      case ZMQ_EVENT_CONNECT_DELAYED: .connectDelayed
      case ZMQ_EVENT_CONNECT_RETRIED: .connectRetried
      case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: .handshakeSucceeded
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL,
        ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        .handshakeFailed
      case ZMQ_EVENT_DISCONNECTED: .disconnected
      case ZMQ_EVENT_CLOSED: .closed
      case ZMQ_EVENT_MONITOR_STOPPED: .stopped
      default: .other(number)
      }
  }
}
