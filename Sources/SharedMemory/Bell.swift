import CSharedMemory
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A pipe by which one process wakes another that sleeps until the pipe can be read.
///
/// Like a ``SharedBlock`` it has no name, and other processes open it by its maker's id and a
/// descriptor.
public final class Bell: Sendable {
  /// What becomes readable when the bell is rung; -1 in a process that only rings.
  public let descriptor: Int32
  /// What other processes open to ring; -1 in a process that opened it to hear.
  public let ringingDescriptor: Int32
  private let ended = Atomic(false)

  /// Whether it was found that nobody is left to ring it: its maker has ended.
  public var hasEnded: Bool { ended.load(ordering: .relaxed) }

  /// Makes a bell that this process can hear and ring.
  ///
  /// - Throws: ``SharedMemoryError`` if the process has too many files open.
  public init() throws(SharedMemoryError) {
    var (read, write): (Int32, Int32) = (-1, -1)
    let status = tandem_pipe_create(&read, &write)
    guard status == 0 else {
      throw SharedMemoryError(.createBell, byteCount: 0, errno: -status)
    }
    (descriptor, ringingDescriptor) = (read, write)
  }

  /// Opens another process's bell to ring it.
  ///
  /// - Throws: ``SharedMemoryError`` if it can't be opened, or is something else.
  public init(
    ringing descriptor: Int32, ofProcess process: Int32
  ) throws(SharedMemoryError) {
    self.descriptor = -1
    ringingDescriptor = try Self.open(descriptor, ofProcess: process, writable: true)
  }

  /// Opens a bell that another process made for this one to hear.
  ///
  /// - Throws: ``SharedMemoryError`` if it can't be opened, or is something else.
  public init(
    hearing descriptor: Int32, ofProcess process: Int32
  ) throws(SharedMemoryError) {
    self.descriptor = try Self.open(descriptor, ofProcess: process, writable: false)
    ringingDescriptor = -1
  }

  deinit {
    for end in [descriptor, ringingDescriptor] where end >= 0 { close(end) }
  }

  /// Wakes whoever hears it. A pipe that is full has been heard by nobody yet, which does as well.
  public func ring() {
    var byte: UInt8 = 1
    _ = write(ringingDescriptor, &byte, 1)
  }

  /// Makes it silent again, or finds that it has ended. A bell that has ended can be read for ever, so
  /// who waits for it would never sleep.
  ///
  /// Reads as much as a pipe holds and no more, so that somebody who rings without end keeps nobody here.
  public func silence() {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { bytes in
      for _ in 0..<Self.mostReads {
        let count = read(descriptor, bytes.baseAddress, bytes.count)
        if count == 0 { ended.store(true, ordering: .relaxed) }
        if count < bytes.count { return }
      }
    }
  }

  // A pipe holds 64 KiB unless somebody has made it larger.
  private static let mostReads = 16

  private static func open(
    _ descriptor: Int32, ofProcess process: Int32, writable: Bool
  ) throws(SharedMemoryError) -> Int32 {
    let opened = tandem_pipe_open(process, descriptor, writable ? 1 : 0)
    guard opened >= 0 else {
      throw SharedMemoryError(.openBell, byteCount: 0, errno: -opened)
    }
    return opened
  }
}
