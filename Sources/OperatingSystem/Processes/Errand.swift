import Dispatch
import Synchronization

/// Work that goes on beside its owner, who may wait for its result.
package final class Errand<Result: Sendable>: Sendable {
  private let done = DispatchGroup()
  private let result = Mutex<Result?>(nil)
  // Kept only if no thread could be had for it: then it is done when somebody wants the result.
  private let postponed = Mutex<(@Sendable () -> Result)?>(nil)

  /// Begins, on a thread of its own if there is one.
  package init(_ body: @escaping @Sendable () -> Result) {
    done.enter()
    do throws(ProcessFailure) {
      try BackgroundThread.start(named: "tandem-errand", stackBytes: 4 << 20) { [self] in
        finish(body())
      }
    } catch {
      postponed.withLock { $0 = body }
    }
  }

  /// Waits for the result.
  package func value() -> Result {
    let body = postponed.withLock { body in
      defer { body = nil }
      return body
    }
    if let body { finish(body()) }
    done.wait()
    return result.withLock { $0! }
  }

  private func finish(_ value: Result) {
    result.withLock { $0 = value }
    done.leave()
  }
}
