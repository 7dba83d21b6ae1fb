import Dispatch
import Synchronization
import TestSupport
import Testing

@Suite("A lane of tests", .computing)
struct TestLaneTests {
  /// Whether the calling task has an executor of its own.
  private static func isApart() -> Bool {
    withUnsafeCurrentTask { $0?.unownedTaskExecutor != nil }
  }

  @Test("gives those that block a thread apart from all others", .blocking)
  func blocking() async {
    #expect(Self.isApart())
    await Task.yield()
    #expect(Self.isApart())
    // Whoever waits here keeps nobody from coming to the threads of Swift's concurrency.
    let done = DispatchSemaphore(value: 0)
    Task.detached { done.signal() }
    Self.wait(for: done)
  }

  @Test("leaves those that compute on the threads they share")
  func computing() { #expect(!Self.isApart()) }

  @Test("lets as many in at once as there are places, and all in the end")
  func places() async {
    let places = Places(2)
    let inside = Attendance()
    await withTaskGroup { group in
      for _ in 0..<50 {
        group.addTask {
          await places.take()
          inside.enter()
          await Task.yield()
          inside.leave()
          places.giveBack()
        }
      }
    }
    #expect(inside.numbers.now == 0 && inside.numbers.total == 50)
    #expect((1...2).contains(inside.numbers.most))
  }

  @Test("ends a process whose test hangs, and names the test")
  func hang() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      try await HangGuard.run("that waits", within: .milliseconds(20)) {
        await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in }
      }
    }
    let words = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(words.contains("the test that waits has not ended in"))
  }

  @Test("lets a test that ends in time end, and throw")
  func inTime() async throws {
    struct Fault: Error {}
    try await HangGuard.run("quick") {}
    await #expect(throws: Fault.self) { try await HangGuard.run("throws") { throw Fault() } }
  }

  private static func wait(for semaphore: DispatchSemaphore) { semaphore.wait() }
}

/// Counts who is in a place.
private final class Attendance: Sendable {
  private let counts = Mutex((now: 0, most: 0, total: 0))

  var numbers: (now: Int, most: Int, total: Int) { counts.withLock { $0 } }

  func enter() {
    counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.total + 1) }
  }

  func leave() { counts.withLock { $0.now -= 1 } }
}
