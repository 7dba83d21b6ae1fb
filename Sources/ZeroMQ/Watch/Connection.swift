#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the system tells of a connection whose descriptor libzmq owns.
enum Connection {
  #if os(Linux)
    // From the kernel's headers, which can't be included beside the C library's: SO_COOKIE, and where
    // `tcpi_bytes_received` stands in `struct tcp_info`, as fixed as any system call.
    private static let cookieOption: Int32 = 57
    private static let bytesReceivedOffset = 128

    /// The kernel's number for the connection, never used twice; nil if the descriptor is no socket.
    static func identity(of descriptor: Int32) -> UInt64? {
      var cookie: UInt64 = 0
      var size = socklen_t(MemoryLayout<UInt64>.size)
      return getsockopt(descriptor, SOL_SOCKET, cookieOption, &cookie, &size) == 0 ? cookie : nil
    }

    /// How many bytes have come; nil if the connection is not one of TCP.
    static func bytesReceived(on descriptor: Int32) -> Int? {
      withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { info in
        var size = socklen_t(info.count)
        guard
          getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, info.baseAddress, &size) == 0,
          Int(size) >= bytesReceivedOffset + 8
        else { return nil }
        return Int(
          clamping: info.load(fromByteOffset: bytesReceivedOffset, as: UInt64.self))
      }
    }

    // TCP_WINDOW_CLAMP of the same headers.
    private static let windowOption: Int32 = 10

    /// Has the other side of a connection of TCP wait for us after so many bytes.
    static func clampWindow(of descriptor: Int32, to bytes: Int32) {
      var bytes = bytes
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), windowOption, &bytes,
        socklen_t(MemoryLayout<Int32>.size))
    }
  #else
    static func clampWindow(of descriptor: Int32, to bytes: Int32) {}

    // Without such a number a connection can't be told from the next one of the same descriptor, and
    // so must not be ended.
    static func identity(of descriptor: Int32) -> UInt64? { nil }

    static func bytesReceived(on descriptor: Int32) -> Int? { nil }
  #endif

  /// Ends it, both ways. libzmq notices and closes the descriptor.
  static func end(_ descriptor: Int32) { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
