import Files
import Foundation
import OperatingSystem

/// A file that only this process needs, gone with it.
final class TemporaryFile {
  let path: String
  // Removes it, whichever way the process ends.
  private let file: UnfinishedFile

  init() {
    path = "\(Environment.temporaryDirectory)/tandem-\(UUID().uuidString)"
    file = UnfinishedFile(at: path)
  }
}
