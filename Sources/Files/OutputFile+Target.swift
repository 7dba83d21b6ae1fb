#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension OutputFile {
  /// How the file has to be written.
  enum Target {
    /// A device or a pipe, which must not be replaced by a file of its name.
    case inPlace(String)
    /// A file there is or may be; its permissions, if it exists.
    case replaceable(String, mode: mode_t?)
  }

  /// Looks at what the path names now.
  func target(writing: Bool) throws(OutputFileError) -> Target {
    func error(_ code: OutputFileError.Code, _ problem: String) -> OutputFileError {
      OutputFileError(code: code, file: self, writing: writing, problem: problem)
    }
    guard !path.isEmpty else { throw error(.emptyPath, "the path is empty") }
    var information = stat()
    guard stat(path, &information) == 0 else {
      let failure = SystemFailure.current
      guard failure.code == ENOENT || failure.code == ENOTDIR else {
        throw .failed(failure, writing: writing, self)
      }
      try checkDirectory(writing: writing)
      guard !path.hasSuffix("/") else { throw error(.isDirectory, "\(path) names a directory") }
      return .replaceable(path, mode: nil)
    }
    let kind = information.st_mode & S_IFMT
    guard kind != S_IFDIR else { throw error(.isDirectory, "\(path) is a directory") }
    guard access(path, W_OK) == 0 else { throw .failed(.current, writing: writing, self) }
    guard kind == S_IFREG else { return .inPlace(path) }
    return .replaceable(Self.resolved(path), mode: information.st_mode & 0o777)
  }

  /// The directory that is to hold the file must be there.
  private func checkDirectory(writing: Bool) throws(OutputFileError) {
    let directory = Self.directory(of: path)
    var information = stat()
    guard stat(directory, &information) == 0 else {
      let failure = SystemFailure.current
      guard failure.code == ENOENT else { throw .failed(failure, writing: writing, self) }
      throw OutputFileError(
        code: .directoryMissing, file: self, writing: writing,
        problem: "the directory \(directory) does not exist")
    }
    guard information.st_mode & S_IFMT == S_IFDIR else {
      throw OutputFileError(
        code: .notADirectory, file: self, writing: writing,
        problem: "\(directory) is not a directory")
    }
  }

  /// A name of its own in the directory of `path`, short whatever the length of the file's name.
  package static func temporaryPath(beside path: String) -> String {
    let suffix = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    return "\(directory(of: path))/.tandem-\(getpid())-\(suffix).tmp"
  }

  /// The part before the last slash; `.` where there is none.
  package static func directory(of path: String) -> String {
    PathParts.directory(of: path)
  }

  /// The part after the last slash that something follows.
  package static func name(of path: String) -> String {
    PathParts.name(of: path)
  }

  /// The path with its symbolic links followed, so that a link stays one when its file is replaced.
  private static func resolved(_ path: String) -> String {
    realpath(path) ?? path
  }
}
