import Diagnostics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file of results that can't be written.
public struct OutputFileError: ActionableError, Hashable {
  /// The kinds of failure.
  public enum Code: Sendable, Hashable {
    /// The path has no characters.
    case emptyPath
    /// The directory that is to hold the file does not exist.
    case directoryMissing
    /// Something on the way to the file is not a directory.
    case notADirectory
    /// The path names a directory.
    case isDirectory
    /// The file or its directory may not be written by this user, or lies on a read-only disk.
    case noPermission
    /// The disk is full.
    case noSpace
    /// Another failure; the problem holds the system's words.
    case failed
  }

  /// What kind of failure this is.
  public let code: Code
  /// The file that was to be written.
  public let path: String
  /// What was being done.
  public let activity: String
  /// What went wrong.
  public let problem: String
  /// `.input` when found before the work began, `.run` after.
  public let fault: Fault

  init(code: Code, file: OutputFile, writing: Bool, problem: String) {
    self.code = code
    self.path = file.path
    let place = file.path.isEmpty ? "" : " to \(file.path)"
    self.activity =
      writing
      ? "writing \(file.purpose)\(place)"
      : "checking that \(file.purpose) can be written\(place)"
    self.problem = problem
    self.fault = writing ? .run : .input
  }

  /// What to do about it.
  public var remedy: String {
    switch code {
    case .emptyPath: "Name a file."
    case .directoryMissing: "Create the directory or name another file."
    case .notADirectory, .failed: "Name another file."
    case .isDirectory: "Name a file in it."
    case .noPermission: "Give this user the right to write there or name another file."
    case .noSpace: "Free some space or name a file on another disk."
    }
  }

  /// The error for what the system answered.
  package static func failed(
    _ failure: SystemFailure, writing: Bool, _ file: OutputFile
  ) -> OutputFileError {
    let code: Code =
      switch failure.code {
      case EACCES, EPERM, EROFS: .noPermission
      case ENOSPC, EDQUOT: .noSpace
      case ENOTDIR: .notADirectory
      case EISDIR: .isDirectory
      default: .failed
      }
    return OutputFileError(code: code, file: file, writing: writing, problem: failure.reason)
  }
}
