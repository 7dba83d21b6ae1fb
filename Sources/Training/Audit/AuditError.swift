import Diagnostics

/// An audit file that can't be read.
public struct AuditError: ActionableError, Hashable {
  /// The kinds of failure.
  public enum Code: Sendable, Hashable {
    /// The file can't be opened or read; the problem holds the system's words.
    case unreadable
    /// The path names a directory, a device or a pipe.
    case notARegularFile
    /// The file has no section.
    case empty
    /// The first line is not the header of a section.
    case missingHeader
    /// A header is of another version.
    case otherVersion
    /// A line is longer than any honest one.
    case lineTooLong
    /// A line is not JSON.
    case malformedLine
    /// A line is JSON, but not a header or a step.
    case invalidLine
    /// A step does not follow the one before it.
    case outOfOrder
  }

  /// What kind of failure this is.
  public let code: Code
  /// The file that was read.
  public let path: String
  /// Number of the line, counted from 1, if the trouble is in one.
  public let line: Int?
  /// What went wrong.
  public let problem: String

  init(_ code: Code, path: String, line: Int? = nil, _ problem: String) {
    self.code = code
    self.path = path
    self.line = line
    self.problem = line.map { "line \($0): \(problem)" } ?? problem
  }

  /// What was being done.
  public var activity: String { "reading the audit \(path)" }

  /// What to do about it.
  public var remedy: String {
    switch code {
    case .unreadable, .notARegularFile:
      "Name a file, written with --audit, that this user can read."
    case .otherVersion: "Compare it with the version of Tandem that wrote it."
    default: "The file is damaged or was not written with --audit: write it anew."
    }
  }

  /// A file from outside is input.
  public var fault: Fault { .input }
}
