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
    /// A descriptor that this process was given, under a name such as `/dev/stdout`: what it leads to
    /// is written on from where it stands.
    case descriptor(Int32)
    /// A file there is or may be, links followed.
    case file(String, Existing?)
  }

  /// Looks at what the path names now.
  func target(writing: Bool) throws(OutputFileError) -> Target {
    func error(_ code: OutputFileError.Code, _ problem: String) -> OutputFileError {
      OutputFileError(code: code, file: self, writing: writing, problem: problem)
    }
    guard !path.isEmpty else { throw error(.emptyPath, "the path is empty") }
    do throws(SystemFailure) {
      if let number = try Self.descriptor(namedBy: path) {
        try Self.checkWritable(number)
        return .descriptor(number)
      }
    } catch {
      throw .failed(error, writing: writing, self)
    }
    var information = stat()
    guard stat(path, &information) == 0 else {
      let failure = SystemFailure.current
      guard failure.code == ENOENT || failure.code == ENOTDIR else {
        throw .failed(failure, writing: writing, self)
      }
      return .file(try missingFile(writing: writing), nil)
    }
    let kind = information.st_mode & S_IFMT
    guard kind != S_IFDIR else { throw error(.isDirectory, "\(path) is a directory") }
    guard kind != S_IFSOCK else {
      throw error(.failed, "\(path) is a socket, to which nothing can be written as to a file")
    }
    guard access(path, W_OK) == 0 else { throw .failed(.current, writing: writing, self) }
    guard kind == S_IFREG else { return .inPlace(path) }
    for (number, name) in [(STDOUT_FILENO, "output"), (STDERR_FILENO, "error")]
    where Self.isFile(information, behind: number) {
      throw error(.standardStream, "the standard \(name) goes to that file")
    }
    return .file(Self.resolved(path), Existing(information))
  }

  /// The path of the file there is or may be; nil for whatever can't be replaced.
  package var pathOfFile: String? {
    if case .file(let path, _)? = try? target(writing: true) { path } else { nil }
  }

  /// Where a file is to be made: at the end of links that lead nowhere yet.
  private func missingFile(writing: Bool) throws(OutputFileError) -> String {
    guard !path.hasSuffix("/") else {
      try checkDirectory(of: path, writing: writing)
      throw OutputFileError(
        code: .isDirectory, file: self, writing: writing, problem: "\(path) names a directory")
    }
    let destination: String
    do throws(SystemFailure) {
      destination = try Self.followingLinks(path)
    } catch {
      throw .failed(error, writing: writing, self)
    }
    try checkDirectory(of: destination, writing: writing)
    return destination
  }

  /// The directory that is to hold the file must be there.
  private func checkDirectory(of path: String, writing: Bool) throws(OutputFileError) {
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
    temporaryPath(in: directory(of: path))
  }

  static func temporaryPath(in directory: String) -> String {
    let suffix = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    return "\(directory)/.tandem-\(getpid())-\(suffix).tmp"
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
  static func resolved(_ path: String) -> String {
    realpath(path) ?? path
  }

  private static func isFile(_ information: stat, behind descriptor: Int32) -> Bool {
    var other = stat()
    return fstat(descriptor, &other) == 0 && other.st_dev == information.st_dev
      && other.st_ino == information.st_ino
  }
}
