import Dispatch
import Foundation

/// Ends the process with the name of a test that hangs, which nothing else would end.
public enum HangGuard {
  /// Far longer than any test takes, on a slow machine that is busy with other things as well: the
  /// longest takes ten seconds on two quiet cores. Time in which the machine sleeps does not count.
  public static let limit = DispatchTimeInterval.seconds(600)

  private static let queue = DispatchQueue(label: "watches for tests that hang")

  /// Runs the body of a test.
  ///
  /// - Parameters:
  ///   - name: What the test is called.
  ///   - limit: When it counts as hanging.
  ///   - body: The test.
  public static func run(
    _ name: String, within limit: DispatchTimeInterval = limit,
    _ body: @Sendable () async throws -> Void
  ) async throws {
    let alarm = DispatchWorkItem {
      let words = "error: the test \(name) has not ended in \(limit): it hangs.\n"
      FileHandle.standardError.write(Data(words.utf8))
      abort()
    }
    queue.asyncAfter(deadline: .now() + limit, execute: alarm)
    defer { alarm.cancel() }
    try await body()
  }
}
