import CSharedMemory
import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A block of memory that processes of one machine and one user share.
///
/// It has no name: one process makes it, others open it by that process's id and descriptor, and it
/// is gone with the last of them, however they end. Its size is fixed and its pages are taken when it
/// is made, so that using it never fails.
///
/// `@unchecked Sendable`: the address never changes. Who may write what when is settled between the
/// processes, by messages.
public final class SharedBlock: @unchecked Sendable {
  /// Where the block lies in this process.
  public let bytes: UnsafeMutableRawBufferPointer
  /// What other processes open it by, together with this process's id.
  public let descriptor: Int32

  /// Makes a block of zeros and takes all its memory.
  ///
  /// - Parameters:
  ///   - byteCount: Its size, at least 1.
  ///   - isWritableByOthers: Whether who opens it may write to it; yes by default. If not, the system
  ///     forbids it, from Linux 5.1 on.
  /// - Throws: ``SharedMemoryError`` if it would be more than three quarters of the memory that is
  ///   left, or the system has none of the kind.
  public init(
    byteCount: Int, isWritableByOthers: Bool = true
  ) throws(SharedMemoryError) {
    require(byteCount > 0, "a block has at least one byte, not \(byteCount)")
    if let available = AvailableMemory.bytes, byteCount > available / 4 * 3 {
      throw SharedMemoryError(.create, byteCount: byteCount, errno: ENOMEM)
    }
    let descriptor = tandem_shared_memory_create(byteCount)
    guard descriptor >= 0 else {
      throw SharedMemoryError(.create, byteCount: byteCount, errno: -descriptor)
    }
    (self.descriptor, bytes) = (
      descriptor, try Self.map(descriptor, byteCount, writable: true)
    )
    // What is mapped stays writable for this process.
    let status = tandem_shared_memory_seal(descriptor, isWritableByOthers ? 1 : 0)
    guard status == 0 else {
      throw SharedMemoryError(.create, byteCount: byteCount, errno: -status)
    }
  }

  /// Opens a block that another process made.
  ///
  /// - Parameters:
  ///   - descriptor: The block's ``descriptor`` in that process.
  ///   - process: The id of that process.
  ///   - byteCount: The size that the block has to have.
  ///   - isWritable: Whether to write to it; a write to any other ends the process.
  /// - Throws: ``SharedMemoryError`` if it can't be opened, or is something else.
  public init(
    opening descriptor: Int32, ofProcess process: Int32, byteCount: Int, isWritable: Bool
  ) throws(SharedMemoryError) {
    let opened = tandem_shared_memory_open(process, descriptor, byteCount, isWritable ? 1 : 0)
    guard opened >= 0 else {
      throw SharedMemoryError(.open, byteCount: byteCount, errno: -opened)
    }
    (self.descriptor, bytes) = (
      opened, try Self.map(opened, byteCount, writable: isWritable)
    )
  }

  deinit {
    munmap(bytes.baseAddress, bytes.count)
    close(descriptor)
  }

  private static func map(
    _ descriptor: Int32, _ byteCount: Int, writable: Bool
  ) throws(SharedMemoryError) -> UnsafeMutableRawBufferPointer {
    guard let address = tandem_shared_memory_map(descriptor, byteCount, writable ? 1 : 0) else {
      let number = errno
      close(descriptor)
      throw SharedMemoryError(.open, byteCount: byteCount, errno: number)
    }
    return UnsafeMutableRawBufferPointer(start: address, count: byteCount)
  }
}
