import OperatingSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Looks at a path before libzmq removes whatever has it in order to listen there.
enum UnixSocketPath {
  /// Whether nothing has the path but, at most, a socket that a dead process left behind.
  ///
  /// A file that is none would be lost, and the sockets of two coordinators would take each other's
  /// workers.
  static func isFree(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return true }
    guard status.st_mode & S_IFMT == S_IFSOCK else { return false }
    return !isListening(path)
  }

  private static func isListening(_ path: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = path.pathBytes.dropLast().map(UInt8.init(bitPattern:))
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard bytes.count < room.count else { return false }
      room.copyBytes(from: bytes)
      return true
    }
    #if canImport(Darwin)
      let probe = socket(AF_UNIX, SOCK_STREAM, 0)
    #else
      let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard fits, probe >= 0 else { return false }
    defer { close(probe) }
    return withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }
}
