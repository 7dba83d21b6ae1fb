import Foundation

/// A file that only this process needs, gone with it.
final class TemporaryFile {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("tandem-\(UUID().uuidString)")
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
