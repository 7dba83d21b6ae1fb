#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension OutputFile {
  /// Where a path leads whose last name may be a link to a file that is still to be made.
  package static func followingLinks(_ path: String) throws(SystemFailure) -> String {
    var current = path
    // As many as Linux follows.
    for _ in 0..<40 {
      guard let destination = try destination(ofLink: current) else { return current }
      current =
        destination.hasPrefix("/") ? destination : "\(directory(of: current))/\(destination)"
    }
    throw SystemFailure(code: ELOOP)
  }

  /// What a symbolic link holds; nil if this is none.
  private static func destination(ofLink path: String) throws(SystemFailure) -> String? {
    var information = stat()
    guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFLNK else {
      return nil
    }
    guard let destination = readlink(path) else { throw .current }
    return destination
  }

  /// The descriptor of this process that a path such as `/dev/stdout` or `/dev/fd/63` names, by itself
  /// or at the end of links; nil for any other path.
  package static func descriptor(namedBy path: String) throws(SystemFailure) -> Int32? {
    var current = path
    for _ in 0..<40 {
      if let number = number(in: current) { return number }
      guard let destination = try destination(ofLink: current) else { return nil }
      current =
        destination.hasPrefix("/") ? destination : "\(directory(of: current))/\(destination)"
    }
    throw SystemFailure(code: ELOOP)
  }

  private static func number(in path: String) -> Int32? {
    switch path {
    case "/dev/stdin": return STDIN_FILENO
    case "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default: break
    }
    for directory in ["/dev/fd/", "/proc/self/fd/", "/proc/\(getpid())/fd/"]
    where path.hasPrefix(directory) {
      return Int32(path.dropFirst(directory.count)).flatMap { $0 >= 0 ? $0 : nil }
    }
    return nil
  }

  /// Whether something can be written to a descriptor that was given to this process.
  static func checkWritable(_ number: Int32) throws(SystemFailure) {
    let flags = fcntl(number, F_GETFL)
    guard flags >= 0 else { throw .current }
    // What this process opened for itself is closed in others, and nobody can have meant it.
    let isOwn = number > STDERR_FILENO && fcntl(number, F_GETFD) & FD_CLOEXEC != 0
    guard flags & O_ACCMODE != O_RDONLY, !isOwn, !StandardDescriptors.wasClosed(number) else {
      throw SystemFailure(code: EBADF)
    }
  }
}
