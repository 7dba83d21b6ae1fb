import Files
import Foundation

/// What a path leads to, however it is spelled and whichever links it goes through.
enum FileIdentity: Hashable {
  /// A file that is there.
  case file(device: dev_t, number: ino_t)
  /// A name in a directory, where a file is still to be made: bytes, since letters that are one to
  /// a person, composed in two ways, are two names to the system.
  case name([CChar], device: dev_t, directory: ino_t)

  /// Looks at the disk; nil for a path that leads nowhere.
  init?(path: String) {
    var information = stat()
    if stat(path, &information) == 0 {
      self = .file(device: information.st_dev, number: information.st_ino)
      return
    }
    guard stat(OutputFile.directory(of: path), &information) == 0 else { return nil }
    self = .name(
      OutputFile.name(of: path).pathBytes, device: information.st_dev, directory: information.st_ino
    )
  }
}
