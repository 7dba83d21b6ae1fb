import Files
import Foundation

/// What a path leads to, however it is spelled and whichever links it goes through.
enum FileIdentity: Hashable {
  /// A file that is there.
  case file(device: dev_t, number: ino_t)
  /// A name in a directory, where a file is still to be made: bytes, since letters that are one to
  /// a person, composed in two ways, are two names to the system.
  case name([CChar], device: dev_t, directory: ino_t)

  /// Looks at the disk; nil for a path that leads nowhere, or to the null device, in which nothing
  /// stands in another's place.
  init?(path: String) {
    var information = stat()
    if Self.look(at: path, &information) {
      if Self.isNullDevice(information) { return nil }
      self = .file(device: information.st_dev, number: information.st_ino)
      return
    }
    // A link that leads to no file yet is a name of the one that will be made.
    guard let path = try? OutputFile.followingLinks(path) else { return nil }
    guard stat(OutputFile.directory(of: path), &information) == 0 else { return nil }
    self = .name(
      OutputFile.name(of: path).pathBytes, device: information.st_dev, directory: information.st_ino
    )
  }

  /// Whether both are files to be made in one directory.
  func isBeside(_ other: FileIdentity) -> Bool {
    guard case .name(_, let device, let directory) = self,
      case .name(_, device, directory) = other
    else { return false }
    return true
  }

  private static func look(at path: String, _ information: inout stat) -> Bool {
    if let number = try? OutputFile.descriptor(namedBy: path) {
      return fstat(number, &information) == 0
    }
    return stat(path, &information) == 0
  }

  private static func isNullDevice(_ information: stat) -> Bool {
    var null = stat()
    return information.st_mode & S_IFMT == S_IFCHR && stat("/dev/null", &null) == 0
      && null.st_rdev == information.st_rdev
  }
}
