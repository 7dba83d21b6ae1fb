import Files
import Foundation

/// Files at paths whose bytes may be anything.
enum RawFile {
  /// Writes a file.
  ///
  /// - Returns: Whether the file system takes such names.
  static func write(_ bytes: [UInt8], to path: String) -> Bool {
    do {
      let file = try Files.OpenFile(path: path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
      try file.write(bytes)
      return true
    } catch {
      return false
    }
  }
}
