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
  /// Who has a path.
  enum Owner {
    /// Nobody, or a socket that a dead process left behind.
    case nobody
    /// A file that is no socket, which would be lost.
    case file
    /// A socket at which somebody listens: two coordinators would take each other's workers.
    case listener
  }

  static func owner(of path: String) -> Owner {
    var status = stat()
    guard lstat(path, &status) == 0 else { return .nobody }
    guard status.st_mode & S_IFMT == S_IFSOCK else { return .file }
    return isListening(path) ? .listener : .nobody
  }

  private static func isListening(_ path: String) -> Bool {
    #if canImport(Darwin)
      let probe = socket(AF_UNIX, SOCK_STREAM, 0)
    #else
      let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard probe >= 0 else { return false }
    defer { close(probe) }
    return address(of: path).withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        connect(probe, $0.baseAddress, socklen_t(bytes.count)) == 0
      }
    }
  }

  /// The address of a socket as the system lays it out; a path that is too long is cut off.
  ///
  /// A path that begins with @ is a name in no directory, as libzmq has it.
  static func address(of path: String) -> [UInt8] {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let isAbstract = path.hasPrefix("@")
    let bytes =
      (isAbstract ? [0] : [])
      + path.pathBytes.dropLast().dropFirst(isAbstract ? 1 : 0).map(UInt8.init(bitPattern:))
    let length = withUnsafeMutableBytes(of: &address.sun_path) { room in
      let fitting = bytes.prefix(room.count - 1)
      room.copyBytes(from: fitting)
      return fitting.count
    }
    let whole = withUnsafeBytes(of: address) { Array($0) }
    // The length of a name in no directory counts, zeros behind it would belong to it.
    return isAbstract
      ? Array(whole.prefix(MemoryLayout<sockaddr_un>.offset(of: \.sun_path)! + length)) : whole
  }
}
