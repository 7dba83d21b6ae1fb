import CZeroMQ

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Socket {
  /// Waits until a message can be received.
  ///
  /// - Parameters:
  ///   - milliseconds: How long at most; 0 to look only.
  ///   - spin: How long to look again and again before sleeping; not at all by default. Whoever else
  ///     wants the core gets it in between.
  /// - Returns: Whether there is one. False as well when a signal came.
  /// - Throws: ``ZeroMQError`` if the context has ended.
  public func waitForMessage(
    milliseconds: Int, spinningFor spin: Duration = .zero
  ) throws(ZeroMQError) -> Bool {
    try waitForMessage(milliseconds: milliseconds, spinningFor: spin, or: NothingElse?.none)
  }

  /// Waits until a message can be received or something else has come.
  ///
  /// - Parameters:
  ///   - milliseconds: How long at most; 0 to look only.
  ///   - spin: How long to look again and again before sleeping.
  ///   - source: The other thing to wait for, if there is one.
  /// - Returns: Whether there is a message or the other thing. False as well when a signal came.
  /// - Throws: ``ZeroMQError`` if the context has ended.
  public func waitForMessage<Source: WakeSource>(
    milliseconds: Int, spinningFor spin: Duration = .zero, or source: Source?
  ) throws(ZeroMQError) -> Bool {
    if source?.isReady == true { return true }
    if spin > .zero, try self.spin(for: spin, source) { return true }
    var items = [zmq_pollitem_t(socket: handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)]
    source?.beginSleep()
    defer { source?.endSleep() }
    if let source {
      // What came before the announcement rings no bell.
      if source.isReady { return true }
      if source.descriptor >= 0 {
        items.append(
          zmq_pollitem_t(
            socket: nil, fd: source.descriptor, events: Int16(ZMQ_POLLIN), revents: 0))
      }
    }
    let status = zmq_poll(&items, Int32(items.count), milliseconds)
    if status < 0 && zmq_errno() != EINTR {
      throw ZeroMQError(errno: zmq_errno(), activity: "waiting for a message")
    }
    return status > 0
  }

  private func spin<Source: WakeSource>(
    for duration: Duration, _ source: Source?
  ) throws(ZeroMQError) -> Bool {
    let deadline = ContinuousClock.now + duration
    repeat {
      if source?.isReady == true { return true }
      var events: Int32 = 0
      var size = MemoryLayout<Int32>.size
      if zmq_getsockopt(handle, ZMQ_EVENTS, &events, &size) != 0 {
        throw ZeroMQError(errno: zmq_errno(), activity: "waiting for a message")
      }
      if events & ZMQ_POLLIN != 0 { return true }
      sched_yield()
    } while ContinuousClock.now < deadline
    return false
  }
}

/// For a wait for messages alone.
private struct NothingElse: WakeSource {
  var descriptor: Int32 { -1 }
  var isReady: Bool { false }
  func beginSleep() {}
  func endSleep() {}
}
