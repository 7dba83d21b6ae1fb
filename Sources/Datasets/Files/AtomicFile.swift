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
    do throws(SystemFailure) {
      try makeDirectory(directory)
    } catch {
      throw failure(activity, "the directory cannot be made: \(error.reason)")
    }
    let temporary = OutputFile.temporaryPath(beside: path)
    do throws(SystemFailure) {
      let file = try Files.OpenFile(
        path: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
      do throws(SystemFailure) {
        try file.write(bytes)
        try file.synchronize()
        guard rename(temporary, path) == 0 else { throw .current }
      } catch {
        unlink(temporary)
        throw error
      }
    } catch {
      throw failure(activity, error.reason)
    }
  }

  /// Makes a directory and those above it, as far as they are not there.
  private static func makeDirectory(_ path: String) throws(SystemFailure) {
    if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw .current }
    try makeDirectory(OutputFile.directory(of: path))
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .current }
  }

  private static func failure(_ activity: String, _ problem: String) -> DatasetError {
    DatasetError(
      .unwritable, activity, problem: problem,
      remedy: "Make room and make the directory writable, or set XDG_CACHE_HOME to another one",
      fault: .run)
  }
}
