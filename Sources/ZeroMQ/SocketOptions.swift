import CZeroMQ

/// How a socket behaves, with defaults that avoid what surprises in libzmq's own.
public struct SocketOptions: Sendable {
  /// How long closing waits for messages to go out; 1 s. libzmq waits for ever.
  public var lingerMilliseconds: Int32 = 1_000
  /// Messages that may wait to be sent, for each peer; 1,000.
  public var highWaterMark: Int32 = 1_000
  /// A larger frame ends the connection; 1 TiB, since payloads are announced and checked.
  public var maximumFrameBytes: Int64 = 1 << 40
  /// The first pause before connecting anew, doubled each time; 50 ms.
  public var reconnectMilliseconds: Int32 = 50
  /// The longest pause before connecting anew; 1 s.
  public var longestReconnectMilliseconds: Int32 = 1_000
  /// How long a new connection may take to introduce itself; 5 s.
  public var handshakeMilliseconds: Int32 = 5_000
  /// Whether the names of hosts are resolved to IPv6 addresses, when there are any; no. libzmq tries
  /// one address of a name, and `localhost` has two where a peer may listen at one. Addresses in
  /// brackets are IPv6 and `*` is both, in any case.
  public var resolvesNamesToIPv6 = false

  /// The defaults.
  public init() {}

  func integers(for kind: Socket.Kind) -> [(option: Int32, value: Int32)] {
    var options = [
      (ZMQ_LINGER, lingerMilliseconds),
      // What a router sends is a message for each frame.
      (ZMQ_SNDHWM, kind == .router ? 3 * highWaterMark : highWaterMark),
      // What waits to be read is bounded in bytes, by ConnectionWatch, and must not be in messages:
      // libzmq 4.3 aborts the process when a connection is reset whose queue is full and that left a
      // PING unread.
      (ZMQ_RCVHWM, 0),
      (ZMQ_RECONNECT_IVL, reconnectMilliseconds),
      (ZMQ_RECONNECT_IVL_MAX, longestReconnectMilliseconds),
      (ZMQ_HANDSHAKE_IVL, handshakeMilliseconds), (ZMQ_TCP_KEEPALIVE, 1),
    ]
    // Without it messages to a peer that is gone would vanish unseen. A dealer has no such choice:
    // ZMQ_IMMEDIATE, which tells that nobody is there, also throws away what was received and not
    // yet read when a connection ends, such as the last word of a coordinator.
    if kind == .router { options.append((ZMQ_ROUTER_MANDATORY, 1)) }
    return options
  }
}
