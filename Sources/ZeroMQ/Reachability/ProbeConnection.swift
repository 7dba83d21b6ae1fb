import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A connection that is made to see who answers, and closed again.
struct ProbeConnection: ~Copyable {
  private let descriptor: Int32

  private init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Connects.
  ///
  /// - Parameters:
  ///   - address: A socket address, as the system lays it out.
  ///   - family: Its family.
  ///   - milliseconds: How long to wait at most.
  /// - Throws: What the system said; `ETIMEDOUT` after that time.
  static func connect(
    to address: [UInt8], family: Int32, within milliseconds: Int32
  ) throws(SystemFailure) -> ProbeConnection {
    #if canImport(Darwin)
      let descriptor = socket(family, SOCK_STREAM, 0)
    #else
      let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard descriptor >= 0 else { throw .current }
    let connection = ProbeConnection(descriptor)
    try connection.connect(to: address, within: milliseconds)
    return connection
  }

  private func connect(to address: [UInt8], within milliseconds: Int32) throws(SystemFailure) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    #if canImport(Darwin)
      var yes: Int32 = 1
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<Int32>.size))
    #endif
    let status = address.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        Self.systemConnect(descriptor, $0.baseAddress!, socklen_t(bytes.count))
      }
    }
    if status == 0 { return }
    // A Unix-domain socket whose queue of connections is full says so at once.
    if errno == EAGAIN { throw SystemFailure(code: ETIMEDOUT) }
    guard errno == EINPROGRESS else { throw .current }
    guard Self.wait(for: descriptor, Int16(POLLOUT), milliseconds) else {
      throw SystemFailure(code: ETIMEDOUT)
    }
    var failure: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size)
    if failure != 0 { throw SystemFailure(code: failure) }
  }

  private static func systemConnect(
    _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t
  ) -> Int32 {
    #if canImport(Darwin)
      Darwin.connect(descriptor, address, length)
    #elseif canImport(Glibc)
      Glibc.connect(descriptor, address, length)
    #elseif canImport(Musl)
      Musl.connect(descriptor, address, length)
    #endif
  }

  /// Greets as a ZeroMQ client does, and reads the answer.
  ///
  /// - Returns: What was said until it was clear who answers, the time was over or the connection
  ///   ended; and whether it ended.
  func greet(within milliseconds: Int32) -> (greeting: PeerGreeting, hasEnded: Bool) {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    _ = send(descriptor, PeerGreeting.ours, PeerGreeting.ours.count, flags)
    var greeting = PeerGreeting()
    var chunk = [UInt8](repeating: 0, count: 512)
    let deadline = ContinuousClock.now + .milliseconds(Int(milliseconds))
    while !greeting.isComplete {
      let left = (deadline - ContinuousClock.now) / .milliseconds(1)
      guard left > 0, Self.wait(for: descriptor, Int16(POLLIN), Int32(left) + 1) else { break }
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      if count <= 0 { return (greeting, true) }
      greeting.append(chunk[..<count])
    }
    return (greeting, false)
  }

  private static func wait(for descriptor: Int32, _ events: Int16, _ milliseconds: Int32) -> Bool {
    let deadline = ContinuousClock.now + .milliseconds(Int(milliseconds))
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    while true {
      let left = max(0, (deadline - ContinuousClock.now) / .milliseconds(1))
      let count = poll(&entry, 1, Int32(left.rounded(.up)))
      if count < 0 && errno == EINTR { continue }
      return count > 0
    }
  }
}
