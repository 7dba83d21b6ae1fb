#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension OutputFile {
  /// Writes what can't be written where it was asked for to where it can: beside it, into the working
  /// directory or into one for temporary files, never over anything.
  ///
  /// - Returns: Where it is now; nil if there is no such place.
  func rescue(_ content: Content) -> String? {
    // Not beside a device: nobody looks for files there.
    let beside = (try? placeOfFile()).map(Self.directory(of:))
    for directory in ([beside, "."] + Self.temporaryDirectories).compactMap({ $0 }) {
      if let place = rescue(content, in: directory) { return place }
    }
    return nil
  }

  /// Where the file lies or would lie, were there no obstacle; nil if it is a device or a pipe.
  private func placeOfFile() throws(SystemFailure) -> String? {
    var information = stat()
    guard try Self.descriptor(namedBy: path) == nil,
      stat(path, &information) != 0 || [S_IFREG, S_IFDIR].contains(information.st_mode & S_IFMT)
    else { return nil }
    return try Self.followingLinks(path)
  }

  private func rescue(_ content: Content, in directory: String) -> String? {
    // A long name would have no room for more.
    let name = Self.name(of: path).prefix(100)
    let base = "\(directory)/\(name.isEmpty ? "tandem" : name).rescued"
    for place in [base] + (2...99).map({ "\(base)-\($0)" }) {
      do throws(SystemFailure) {
        let file = try OpenFile(path: place, flags: O_WRONLY | O_CREAT | O_EXCL)
        let made = UnfinishedFile(at: place)
        do throws(SystemFailure) {
          try content(file)
          try file.synchronize()
        } catch {
          return nil
        }
        made.keep()
        return Self.resolved(place)
      } catch {
        if error.code != EEXIST { return nil }
      }
    }
    return nil
  }

  /// Where files may be made that have no other place.
  static var temporaryDirectories: [String] {
    [Environment.temporaryDirectory, "/tmp", "/var/tmp"]
  }
}
