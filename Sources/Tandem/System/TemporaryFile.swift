import Foundation
import OperatingSystem

/// A file that only this process needs, gone with it.
final class TemporaryFile {
  let path = "\(Environment.temporaryDirectory)/tandem-\(UUID().uuidString)"

  deinit { unlink(path) }
}
