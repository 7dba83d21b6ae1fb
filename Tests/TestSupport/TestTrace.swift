import Foundation
import Testing

/// Writes to the file that `TANDEM_TEST_TRACE` names when the body of a test begins and ends, so that
/// a process which dies leaves behind what it was doing. Swift Testing says of all tests at once that
/// they have started.
enum TestTrace {
  /// -1 if no file is named. Never closed.
  private static let descriptor: Int32 = {
    guard let path = ProcessInfo.processInfo.environment["TANDEM_TEST_TRACE"] else { return -1 }
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
  }()

  /// Notes that the body of a test begins or ends.
  static func note(_ word: StaticString, _ test: Test) {
    if descriptor < 0 { return }
    // One write, which is never torn among others that append.
    let line = Array("\(word) \(test.id)\n".utf8)
    _ = write(descriptor, line, line.count)
  }
}
