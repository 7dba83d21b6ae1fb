import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Why processes can't share memory.
public struct SharedMemoryError: ActionableError, Equatable {
  /// What was being done.
  public enum Code: Sendable {
    /// Making a block.
    case create
    /// Opening a block of another process.
    case open
  }

  /// What was being done.
  public let code: Code
  /// The size of the block.
  public let byteCount: Int
  /// What the system said.
  public let errno: Int32

  init(_ code: Code, byteCount: Int, errno: Int32) {
    self.code = code
    self.byteCount = byteCount
    self.errno = errno
  }

  /// Making or opening a block of this size.
  public var activity: String {
    let verb = code == .create ? "reserving" : "opening"
    return "\(verb) \(byteCount) bytes of shared memory"
  }

  /// What the system said.
  public var problem: String {
    if errno == ENOSYS { return "this system has none that is private and nameless" }
    return String(cString: strerror(errno))
  }

  /// What works without.
  public var remedy: String { "Use the transport ipc or tcp." }

  /// The machine's.
  public var fault: Fault { .run }
}
