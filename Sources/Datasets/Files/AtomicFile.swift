import Files
import Foundation

/// Writes whole files that are either there, complete, or not there.
enum AtomicFile {
  /// Writes bytes to a new file in the same directory, has them put on disk, and renames it.
  ///
  /// Any number of processes may do so at once: each writes a file of its own, and the last name
  /// stands. The directory is made if it is not there.
  static func write(_ bytes: [UInt8], to path: String) throws(DatasetError) {
    let activity = "writing \(path)"
    let directory = OutputFile.directory(of: path)
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw failure(activity, "the directory cannot be made: \(error.localizedDescription)")
    }
    let name = OutputFile.name(of: path)
    let temporary = "\(directory)/.\(name).\(UUID().uuidString).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(activity, lastError()) }
    var problem = fill(descriptor, with: bytes)
    if problem == nil, fsync(descriptor) != 0 { problem = lastError() }
    if close(descriptor) != 0, problem == nil { problem = lastError() }
    if problem == nil, rename(temporary, path) != 0 { problem = lastError() }
    if let problem {
      unlink(temporary)
      throw failure(activity, problem)
    }
  }

  private static func fill(_ descriptor: Int32, with bytes: [UInt8]) -> String? {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Foundation.write(descriptor, part.baseAddress, part.count)
        if count < 0 && errno != EINTR { return lastError() }
        rest = rest.dropFirst(max(count, 0))
      }
      return nil
    }
  }

  private static func lastError() -> String { String(cString: strerror(errno)) }

  private static func failure(_ activity: String, _ problem: String) -> DatasetError {
    DatasetError(
      .unwritable, activity, problem: problem,
      remedy: "Make room and make the directory writable, or set XDG_CACHE_HOME to another one",
      fault: .run)
  }
}
