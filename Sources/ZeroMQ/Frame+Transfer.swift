import CZeroMQ

extension Frame {
  /// The descriptor of the connection that it came over; nil if it was not received, or not so.
  var sourceDescriptor: Int32? {
    defer { withExtendedLifetime(self) {} }
    let descriptor = zmq_msg_get(handle, ZMQ_SRCFD)
    return descriptor >= 0 ? descriptor : nil
  }

  /// Whether another frame of the same message follows.
  var hasMore: Bool { zmq_msg_more(handle) != 0 }

  /// Hands the bytes to a socket, which leaves this frame empty if it takes them.
  ///
  /// - Returns: The `errno` of what went wrong; 0 if nothing did.
  func send(to socket: UnsafeMutableRawPointer, flags: Int32) -> Int32 {
    defer { withExtendedLifetime(self) {} }
    while zmq_msg_send(handle, socket, flags) < 0 {
      let number = zmq_errno()
      if number != EINTR { return number }
    }
    return 0
  }

  /// Fills this frame, which nobody else has seen, from a socket.
  ///
  /// - Returns: The `errno` of what went wrong; 0 if nothing did.
  func receive(from socket: UnsafeMutableRawPointer, flags: Int32) -> Int32 {
    defer { withExtendedLifetime(self) {} }
    while zmq_msg_recv(handle, socket, flags) < 0 {
      let number = zmq_errno()
      if number != EINTR { return number }
    }
    markShared()
    return 0
  }
}
