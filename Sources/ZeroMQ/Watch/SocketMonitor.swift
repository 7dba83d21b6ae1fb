import CZeroMQ

/// Reads what libzmq tells of a socket's connections.
///
/// Made before the socket binds or connects, so that nothing goes by unseen. libzmq's I/O thread waits
/// for a monitor that is full, so this one never is; who has one reads it all the time. It may be made
/// on one thread and used on another.
///
/// `@unchecked` since libzmq lets a socket be handed from thread to thread, as ``ConnectionWatch`` does
/// once: nobody may use it on two at a time.
public final class SocketMonitor: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer
  private let context: Context

  /// - Throws: ``ZeroMQError`` if no more sockets can be had.
  public init(of socket: borrowing Socket) throws(ZeroMQError) {
    let activity = "watching a socket"
    let address = "inproc://monitor-\(UInt(bitPattern: socket.handle))"
    guard zmq_socket_monitor(socket.handle, address, ZMQ_EVENT_ALL) == 0,
      let handle = zmq_socket(socket.context.handle, ZMQ_PAIR)
    else { throw ZeroMQError(errno: zmq_errno(), activity: activity) }
    self.handle = handle
    context = socket.context
    var unlimited: Int32 = 0
    zmq_setsockopt(handle, ZMQ_RCVHWM, &unlimited, MemoryLayout<Int32>.size)
    zmq_setsockopt(handle, ZMQ_LINGER, &unlimited, MemoryLayout<Int32>.size)
    if zmq_connect(handle, address) != 0 {
      throw ZeroMQError(errno: zmq_errno(), activity: activity)
    }
  }

  deinit { zmq_close(handle) }

  /// The next event, or nil if none is there.
  public func next() -> SocketEvent? {
    let (head, address) = (Frame(), Frame())
    guard head.receive(from: handle, flags: ZMQ_DONTWAIT) == 0, head.hasMore,
      address.receive(from: handle, flags: ZMQ_DONTWAIT) == 0
    else { return nil }
    // A 16-bit number of the event and a 32-bit value, in the machine's order.
    return head.withBytes { bytes in
      guard bytes.count == 6 else { return nil }
      return SocketEvent(
        number: Int32(bytes.loadUnaligned(as: UInt16.self)),
        value: bytes.loadUnaligned(fromByteOffset: 2, as: Int32.self),
        address: String(decoding: address.bytes, as: UTF8.self))
    }
  }

  /// Waits until an event is there, or a time is over.
  public func wait(milliseconds: Int) {
    var item = zmq_pollitem_t(socket: handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
    zmq_poll(&item, 1, milliseconds)
  }
}
