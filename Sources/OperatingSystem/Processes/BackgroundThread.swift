import COperatingSystem
import Dispatch
import Synchronization

/// Threads for work that blocks or takes long.
///
/// Where no more threads can be had, Dispatch waits for ever until one can, and Foundation's `Thread`
/// never starts; these tell.
package enum BackgroundThread {
  /// Calls a closure on a thread of its own, which takes no signals.
  ///
  /// - Parameters:
  ///   - name: What the system calls it; at most 15 bytes.
  ///   - stackBytes: The size of its stack.
  /// - Throws: ``ProcessFailure`` if the process can have no more threads.
  package static func start(
    named name: String, stackBytes: Int = 1 << 20, _ body: @escaping @Sendable () -> Void
  ) throws(ProcessFailure) {
    let box = Unmanaged.passRetained(Body(body))
    let failure = tandem_start_thread(
      name, stackBytes,
      { context in Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().call() },
      box.toOpaque())
    guard failure == 0 else {
      box.release()
      throw ProcessFailure(errno: failure)
    }
  }

  /// Has signals that interrupt this thread handled on a stack of their own, as far as their handlers
  /// agree (`SA_ONSTACK`): needed where the stack pointer points into the heap, as in code that oneDNN
  /// generates.
  package static func useSignalStack() { tandem_use_signal_stack() }

  /// Lets this thread, and those it starts, run where it might before an OpenMP runtime in this
  /// process was told to bind threads to processors.
  package static func undoOpenMPBinding() { tandem_undo_openmp_binding() }

  /// Calls a closure for each number below a count, on this thread and as many others as there are
  /// processors for and can be had; returns when all calls have.
  ///
  /// - Parameters:
  ///   - count: How many calls.
  ///   - threads: How many threads at most, this one among them.
  package static func forEach(
    _ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Void
  ) {
    let loop = SharedCount(count, body)
    let group = DispatchGroup()
    for _ in 1..<max(1, min(threads, count)) {
      group.enter()
      do throws(ProcessFailure) {
        try start(named: "tandem-part", stackBytes: 4 << 20) {
          loop.work()
          group.leave()
        }
      } catch {
        group.leave()
        break
      }
    }
    loop.work()
    group.wait()
  }
}

/// A closure as an object, which a pointer can refer to.
private final class Body: Sendable {
  private let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  func call() { body() }
}

/// Numbers that threads take in turn.
private final class SharedCount: Sendable {
  private let next = Atomic(0)
  private let count: Int
  private let body: @Sendable (Int) -> Void

  init(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    self.count = count
    self.body = body
  }

  func work() {
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      guard number < count else { return }
      body(number)
    }
  }
}
