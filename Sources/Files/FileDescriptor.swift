#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Calls on a descriptor that somebody else owns.
package enum FileDescriptor {
  /// Writes every byte, and waits where there is no room, as long as there is ``Patience``. One
  /// `write(2)` call is enough for a file, and for a line to a terminal or to a pipe with room.
  package static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32
  ) throws(SystemFailure) {
    let mayBlock = !isFile(descriptor)
    var rest = bytes
    while !rest.isEmpty {
      var piece = rest.count
      if mayBlock {
        try waitUntilWritable(descriptor)
        // A call to write more than there is room for would not return.
        piece = min(piece, Int(PIPE_BUF))
      }
      #if canImport(Darwin)
        let count = Darwin.write(descriptor, rest.baseAddress, piece)
      #elseif canImport(Glibc)
        let count = Glibc.write(descriptor, rest.baseAddress, piece)
      #elseif canImport(Musl)
        let count = Musl.write(descriptor, rest.baseAddress, piece)
      #endif
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        continue
      }
      let failure = SystemFailure.current
      switch failure.code {
      case EINTR: continue
      // Somebody else was faster, or the system sees room where there is too little.
      case EAGAIN: try Patience.pause()
      default: throw failure
      }
    }
  }

  private static func isFile(_ descriptor: Int32) -> Bool {
    var information = stat()
    return fstat(descriptor, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
  }

  private static func waitUntilWritable(_ descriptor: Int32) throws(SystemFailure) {
    while true {
      var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      let count = poll(&entry, 1, Patience.milliseconds)
      // What is wrong with a descriptor is told when something is written to it.
      if count > 0 || count < 0 && errno != EINTR { return }
      try Patience.check()
    }
  }
}
