import Foundation
import Synchronization

/// Starts processes that heed the signals which tests send them.
///
/// What a script puts in the background, and what `nohup` starts, ignores some of them, and so would
/// every process down the line.
enum DefaultSignals {
  private static let lock = Mutex(())

  /// Runs a closure that starts a process while this one ignores none of those signals.
  static func during<Result>(_ start: () throws -> Result) rethrows -> Result {
    try lock.withLock { _ in
      let signals = [SIGINT, SIGTERM, SIGHUP]
      let before = signals.map { signal($0, SIG_DFL) }
      defer { for (number, action) in zip(signals, before) { _ = signal(number, action) } }
      return try start()
    }
  }
}
