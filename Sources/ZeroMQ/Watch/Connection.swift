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

    // SO_BUF_LOCK, SO_ATTACH_FILTER and SO_DETACH_FILTER of the same headers.
    private static let lockOption: Int32 = 72
    private static let (attachOption, detachOption): (Int32, Int32) = (26, 27)

    /// Gives a connection of TCP another buffer for what has come and was not read, and so a window of that
    /// size to the other side: of what was granted before it may still send the rest.
    ///
    /// - Returns: The bytes it had before; nil if the connection is none of TCP.
    static func setBuffer(of descriptor: Int32, to bytes: Int32) -> Int32? {
      guard bytesReceived(on: descriptor) != nil else { return nil }
      var before: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      guard getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &before, &size) == 0 else { return nil }
      // The system doubles it, for what it keeps around the bytes.
      set(SOL_SOCKET, SO_RCVBUF, of: descriptor, to: bytes / 2)
      return before
    }

    /// Lets the system choose the size of the buffer again, from one of so many bytes on.
    static func releaseBuffer(of descriptor: Int32, from bytes: Int32) {
      set(SOL_SOCKET, SO_RCVBUF, of: descriptor, to: bytes / 2)
      // Linux before 5.14 keeps the size that was set.
      set(SOL_SOCKET, lockOption, of: descriptor, to: 0)
    }

    private static func set(_ level: Int32, _ option: Int32, of descriptor: Int32, to value: Int32)
    {
      var value = value
      setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// What may come to a socket. A connection begins with that of its listener.
    enum Passage: Hashable {
      /// Everything.
      case all
      /// Segments of up to so many bytes, their header included; the rest is not acknowledged, and so
      /// sent again and again.
      case segments(ofAtMost: UInt32)
      /// Nothing: who knocks at a listener is not answered, and knocks again later.
      case nothing

      /// As instructions of the packet filter: what each does, its two jumps and its number.
      fileprivate var filter: [(code: UInt16, jumps: (UInt8, UInt8), number: UInt32)] {
        switch self {
        case .all: []
        case .segments(let bytes):
          // Load the length; unless it is greater, return as many bytes as there are, else none.
          [(0x80, (0, 0), 0), (0x25, (1, 0), bytes), (0x06, (0, 0), .max), (0x06, (0, 0), 0)]
        case .nothing: [(0x06, (0, 0), 0)]
        }
      }
    }

    /// Has a socket take no more than is said from now on.
    static func allow(_ passage: Passage, to socket: Int32) {
      var filter = passage.filter
      filter.withUnsafeMutableBytes { instructions in
        // `struct sock_fprog`
        var program = (count: UInt16(passage.filter.count), filter: instructions.baseAddress)
        setsockopt(
          socket, SOL_SOCKET, passage == .all ? detachOption : attachOption, &program,
          socklen_t(MemoryLayout.size(ofValue: program)))
      }
    }

    /// Ends it, and throws away what has come and was not read, and what was sent and is not out. libzmq
    /// notices and closes the descriptor.
    static func end(_ descriptor: Int32) {
      var nowhere = sockaddr()
      nowhere.sa_family = sa_family_t(AF_UNSPEC)
      // Only a connection of TCP can be taken back.
      if connect(descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size)) != 0 {
        shutdown(descriptor, Int32(SHUT_RDWR))
      }
    }
  #else
    // Without a number of its own a connection can't be told from the next one of the same descriptor,
    // and so must not be ended.
    static func identity(of descriptor: Int32) -> UInt64? { nil }

    static func bytesReceived(on descriptor: Int32) -> Int? { nil }

    static func setBuffer(of descriptor: Int32, to bytes: Int32) -> Int32? { nil }

    static func releaseBuffer(of descriptor: Int32, from bytes: Int32) {}

    enum Passage: Hashable {
      case all, segments(ofAtMost: UInt32), nothing
    }

    static func allow(_ passage: Passage, to socket: Int32) {}

    static func end(_ descriptor: Int32) {}
  #endif
}
