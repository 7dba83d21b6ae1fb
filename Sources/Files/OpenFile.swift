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
    while true {
      let descriptor = open(path, flags | O_CLOEXEC, mode)
      if descriptor >= 0 {
        self.descriptor = descriptor
        return
      }
      let failure = SystemFailure.current
      if failure.code != EINTR { throw failure }
    }
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

  /// Waits until the content has reached the disk, where the file lies on one.
  package func synchronize() throws(SystemFailure) {
    guard fsync(descriptor) != 0 else { return }
    let failure = SystemFailure.current
    // Pipes and devices have nothing to flush and say so with these two.
    if failure.code != EINVAL && failure.code != ENOTSUP { throw failure }
  }
}
