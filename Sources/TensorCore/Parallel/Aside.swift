import Dispatch
import OperatingSystem
import Synchronization

/// Long work on a thread of its own, so that whoever waits for it can look after other things meanwhile,
/// or leave it behind.
///
/// A step on a large batch may take seconds, and what a program does in it can't be interrupted; a signal
/// to stop, a sign of life and a word of the coordinator can't wait for so long.
package enum Aside {
  private static let running = Atomic(0)

  /// Whether work is under way that nobody waits for any more. A process that ends in the ordinary way
  /// would take from it what it stands on.
  package static var isAnyRunning: Bool { running.load(ordering: .sequentiallyConsistent) > 0 }

  /// Runs a closure and waits for it.
  ///
  /// - Parameters:
  ///   - body: The work. It is asked now and then, by the closure that it is given, whether anybody still
  ///     waits for it.
  ///   - goesOn: Called several times a second on the calling thread, the first time after a moment; when
  ///     it says no, the work is left behind.
  /// - Returns: What the work came to; nil if it was left behind.
  package static func run<Value: Sendable, Failure: Error>(
    _ body: @escaping @Sendable (_ isAwaited: @Sendable () -> Bool) -> Value,
    while goesOn: () throws(Failure) -> Bool
  ) throws(Failure) -> Value? {
    let work = Work<Value>()
    running.add(1, ordering: .sequentiallyConsistent)
    do throws(ProcessFailure) {
      try BackgroundThread.start(named: "tandem-aside", stackBytes: 8 << 20) {
        let value = body { work.isAwaited.load(ordering: .relaxed) }
        running.subtract(1, ordering: .sequentiallyConsistent)
        work.finish(value)
      }
    } catch {
      // Without a thread to spare it is done here: later, but done.
      running.subtract(1, ordering: .sequentiallyConsistent)
      return body { true }
    }
    defer { work.isAwaited.store(false, ordering: .relaxed) }
    while true {
      if let value = work.wait(milliseconds: pulseMilliseconds) { return value }
      guard try goesOn() else { return nil }
    }
  }

  /// Begins a closure on a thread of its own that nobody need wait for.
  ///
  /// - Parameters:
  ///   - name: What the system calls the thread; at most 15 bytes.
  ///   - body: The work.
  /// - Throws: `ProcessFailure` if the process can have no more threads.
  package static func begin(
    named name: String, _ body: @escaping @Sendable () -> Void
  ) throws(ProcessFailure) {
    running.add(1, ordering: .sequentiallyConsistent)
    do throws(ProcessFailure) {
      try BackgroundThread.start(named: name, stackBytes: 8 << 20) {
        body()
        running.subtract(1, ordering: .sequentiallyConsistent)
      }
    } catch {
      running.subtract(1, ordering: .sequentiallyConsistent)
      throw error
    }
  }

  private static let pulseMilliseconds = 50

  private final class Work<Value: Sendable>: Sendable {
    let isAwaited = Atomic(true)
    private let value = Mutex<Value?>(nil)
    private let done = DispatchSemaphore(value: 0)

    func finish(_ value: Value) {
      self.value.withLock { $0 = value }
      done.signal()
    }

    func wait(milliseconds: Int) -> Value? {
      guard done.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return nil }
      return value.withLock { $0 }
    }
  }
}
