import Dispatch
import Foundation
import Synchronization

/// Runs a closure on a thread of its own, since blocking calls have no place on the cooperative pool.
public final class ThreadOutcome<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  /// Starts the thread.
  public init(_ body: @escaping @Sendable () throws -> Value) {
    let thread = Thread {
      let outcome = Result { try body() }
      self.result.withLock { $0 = outcome }
      self.done.signal()
    }
    thread.stackSize = 4 << 20
    thread.start()
  }

  /// Waits for the end, without blocking the cooperative pool.
  public func get() async throws -> Value {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      Thread {
        self.done.wait()
        continuation.resume()
      }.start()
    }
    return try result.withLock { try $0!.get() }
  }
}
