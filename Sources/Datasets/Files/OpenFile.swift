import Foundation
import OperatingSystem

/// A regular file open for reading; closed with its last reference.
final class OpenFile: Sendable {
  /// The bytes it holds.
  let size: Int
  private let descriptor: Int32
  private let activity: String

  /// - Throws: ``DatasetError`` if the path leads to no regular file that can be read.
  init(path: String, activity: String) throws(DatasetError) {
    // O_NONBLOCK keeps a named pipe without a writer from holding us up until it is refused below.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.failure(errno, activity: activity) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let number = errno
      close(descriptor)
      throw Self.failure(number, activity: activity)
    }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG else {
      close(descriptor)
      throw DatasetError(
        .wrongKind, activity,
        problem: kind == S_IFDIR ? "it is a directory" : "it is not a regular file",
        remedy: "Put the file itself there")
    }
    self.descriptor = descriptor
    self.activity = activity
    size = Int(status.st_size)
  }

  deinit {
    close(descriptor)
  }

  /// Reads what comes next, at most as much as fits.
  ///
  /// - Returns: The number of bytes read, 0 only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw Self.failure(errno, activity: activity) }
    }
  }

  /// Reads from a place until the buffer is full or the file ends, wherever others read.
  ///
  /// - Returns: The number of bytes read.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(DatasetError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
      if count == 0 { break }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw Self.failure(errno, activity: activity)
      }
    }
    return filled
  }

  private static func failure(_ number: Int32, activity: String) -> DatasetError {
    if number == ENOENT {
      return DatasetError(
        .missing, activity, problem: "there is no such file", remedy: "Check the path")
    }
    return DatasetError(
      .unreadable, activity, problem: "it cannot be read: \(String(cString: strerror(number)))",
      remedy: "Make it readable for the user who runs this")
  }
}
