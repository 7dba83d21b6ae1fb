import COperatingSystem

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The program that this process runs.
package enum Executable {
  /// A path by which it can be run once more.
  package static var path: String {
    #if os(Linux)
      let link = "/proc/self/exe"
      guard let path = readlink(link) else { return started }
      // Replaced or removed meanwhile, it is still there for this process and its children.
      return isSameFile(path, link) ? path : link
    #else
      var size = UInt32(0)
      _NSGetExecutablePath(nil, &size)
      var path = [CChar](repeating: 0, count: Int(size) + 1)
      return _NSGetExecutablePath(&path, &size) == 0 ? String(path: path) : started
    #endif
  }

  #if os(Linux)
    // Without /proc: what was started, relative to the directory this process is in as then.
    private static var started: String {
      tandem_started_program().map { String(path: $0) } ?? CommandLineWords.all.first ?? ""
    }
  #else
    private static var started: String { CommandLineWords.all.first ?? "" }
  #endif

  private static func isSameFile(_ path: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(path, &first) == 0 && stat(other, &second) == 0
      && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}
