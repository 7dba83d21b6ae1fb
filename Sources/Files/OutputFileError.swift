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
    /// The file would be larger than this process or its disk lets files be.
    case tooLarge
    /// The standard output or the standard error goes to the same file.
    case standardStream
    /// The process was asked to stop while nobody read the pipe or the device.
    case interrupted
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
  /// Where the content has been written instead, if it was.
  public private(set) var rescuePath: String?
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
    if let rescuePath { return "It was written to \(rescuePath) instead." }
    return switch code {
    case .emptyPath: "Name a file."
    case .directoryMissing: "Create the directory or name another file."
    case .notADirectory, .failed: "Name another file."
    case .isDirectory: "Name a file in it."
    case .noPermission: "Give this user the right to write there or name another file."
    case .tooLarge: "Raise the limit (ulimit -f), or name a file on another disk."
    case .standardStream: "Name another file, or /dev/stdout to have it between the messages."
    case .interrupted: "Start what reads it first, or name a file."
    case .noSpace: "Free some space or name a file on another disk."
    }
  }

  /// The error of a file that was given up so that another could be written.
  package static func abandoned(
    _ file: OutputFile, for other: OutputFileError
  ) -> OutputFileError {
    OutputFileError(
      code: .noSpace, file: file, writing: true,
      problem: "it was given up to make room for \(other.path)")
  }

  /// The same, with the place where the content is.
  func rescued(to path: String) -> OutputFileError {
    var error = self
    error.rescuePath = path
    return error
  }

  /// The error for what the system answered.
  package static func failed(
    _ failure: SystemFailure, writing: Bool, _ file: OutputFile
  ) -> OutputFileError {
    let code: Code =
      switch failure.code {
      case EACCES, EPERM, EROFS: .noPermission
      case ENOSPC, EDQUOT: .noSpace
      case EFBIG: .tooLarge
      case ENOTDIR: .notADirectory
      case EISDIR: .isDirectory
      case SystemFailure.interrupted.code: .interrupted
      default: .failed
      }
    return OutputFileError(code: code, file: file, writing: writing, problem: failure.reason)
  }
}
