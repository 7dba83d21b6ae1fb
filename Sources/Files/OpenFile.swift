#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// An open file, closed when the value ends.
package struct OpenFile: ~Copyable {
  package let descriptor: Int32

  /// Opens a file as `open(2)` does, never handing it on to child processes.
  package init(path: String, flags: Int32, mode: mode_t = 0o666) throws(SystemFailure) {
    descriptor = try Self.descriptor(of: path, flags, mode)
  }

  /// Opens a device or a pipe to write to, and waits for the reader of a pipe as long as there is
  /// ``Patience``.
  init(writingTo path: String) throws(SystemFailure) {
    while true {
      do throws(SystemFailure) {
        descriptor = try Self.descriptor(of: path, O_WRONLY | O_NONBLOCK | O_NOCTTY, 0)
        return
      } catch {
        guard error.code == ENXIO, Self.isPipe(path) else { throw error }
        try Patience.pause()
      }
    }
  }

  private static func descriptor(
    of path: String, _ flags: Int32, _ mode: mode_t
  ) throws(SystemFailure) -> Int32 {
    while true {
      let descriptor = open(path, flags | O_CLOEXEC, mode)
      if descriptor >= 0 { return descriptor }
      let failure = SystemFailure.current
      if failure.code != EINTR { throw failure }
    }
  }

  /// Whether a path names a pipe.
  static func isPipe(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFIFO
  }

  /// Another descriptor for what a descriptor leads to, which goes on where that one stands.
  package init(duplicating descriptor: Int32) throws(SystemFailure) {
    let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard duplicate >= 0 else { throw .current }
    self.descriptor = duplicate
  }

  /// A file to write and to read that has no name, and goes with the last that has it open.
  init(namelessIn directory: String) throws(SystemFailure) {
    let path = OutputFile.temporaryPath(in: directory)
    try self.init(path: path, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
    unlink(path)
  }

  /// Opens a file to read, without waiting for a writer should it turn out to be a pipe.
  package init(readingFrom path: String) throws(SystemFailure) {
    try self.init(path: path, flags: O_RDONLY | O_NONBLOCK)
  }

  deinit { close(descriptor) }

  /// Size in bytes, or nil if this is a directory, a device or a pipe.
  package func regularSize() throws(SystemFailure) -> Int? {
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw .current }
    return information.st_mode & S_IFMT == S_IFREG ? Int(information.st_size) : nil
  }

  /// Writes every byte, however many calls that takes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemFailure) {
    try FileDescriptor.write(bytes, to: descriptor)
  }

  /// Writes every byte of an array.
  package func write(_ bytes: [UInt8]) throws(SystemFailure) {
    var failure: SystemFailure?
    bytes.withUnsafeBytes { buffer in
      do throws(SystemFailure) { try write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Reads from `offset` until the buffer is full or the file ends; returns the bytes read.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int)
    throws(SystemFailure) -> Int
  {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count == 0 { break }
      if count > 0 {
        done += count
      } else if errno != EINTR {
        throw .current
      }
    }
    return done
  }

  /// Writes all that the file holds to another.
  package func copy(to other: borrowing OpenFile) throws(SystemFailure) {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { piece.deallocate() }
    var offset = 0
    while true {
      let count = try read(into: piece, at: offset)
      if count == 0 { return }
      try other.write(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      offset += count
    }
  }

  /// Cuts off what lies behind the bytes written last.
  func endHere() throws(SystemFailure) {
    let end = lseek(descriptor, 0, SEEK_CUR)
    guard end >= 0, ftruncate(descriptor, end) == 0 else { throw .current }
  }

  /// Waits until the content has reached the disk, where the file lies on one.
  package func synchronize() throws(SystemFailure) {
    while fsync(descriptor) != 0 {
      let failure = SystemFailure.current
      if failure.code == EINTR { continue }
      // Pipes and devices have nothing to flush and say so with these two.
      if failure.code != EINVAL && failure.code != ENOTSUP { throw failure }
      return
    }
  }
}
