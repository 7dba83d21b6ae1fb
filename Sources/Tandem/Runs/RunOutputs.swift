import ArgumentParser
import Files

/// What a run leaves behind: each file whether the others could be written or not, and in the end a
/// word on each that could not.
struct RunOutputs {
  private var failures: [String] = []

  /// Does something that may fail without anything else failing with it.
  ///
  /// - Returns: What came of it; nil if it failed.
  @discardableResult
  mutating func attempt<Result>(_ body: () throws -> Result) -> Result? {
    do {
      return try body()
    } catch {
      failures.append("\(error)")
      return nil
    }
  }

  /// Says what failed, last of all, so that nothing stands below it.
  ///
  /// - Throws: An exit status, if anything did.
  func finish() throws(ExitCode) {
    guard !failures.isEmpty else { return }
    for failure in failures { Messages.standard.error(failure) }
    throw ExitCode(1)
  }
}
