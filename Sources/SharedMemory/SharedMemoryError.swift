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
    /// Making a bell.
    case createBell
    /// Opening a bell of another process.
    case openBell
  }

  /// What was being done.
  public let code: Code
  /// The size of the block; 0 for a bell.
  public let byteCount: Int
  /// What the system said.
  public let errno: Int32

  init(_ code: Code, byteCount: Int, errno: Int32) {
    self.code = code
    self.byteCount = byteCount
    self.errno = errno
  }

  /// Making or opening a block of this size, or a bell.
  public var activity: String {
    switch code {
    case .create: "reserving \(byteCount) bytes of shared memory"
    case .open: "opening \(byteCount) bytes of shared memory"
    case .createBell: "making a pipe to wake another process by"
    case .openBell: "opening a pipe to wake another process by"
    }
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
