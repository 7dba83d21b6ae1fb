import Foundation
import Synchronization
import TestSupport
import Testing
import ZeroMQ

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("A socket that waits", .blocking)
struct InterruptionTests {
  @Test("looks up when a signal comes")
  func signal() throws {
    // A handler, so that the signal interrupts and does nothing else.
    var action = sigaction()
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = { _ in }
    #else
      action.__sigaction_handler.sa_handler = { _ in }
    #endif
    try #require(sigaction(SIGUSR2, &action, nil) == 0)

    let waiting = Waiting()
    let clock = ContinuousClock()
    let began = clock.now
    Thread.detachNewThread {
      // A new thread inherits the mask of this one, which may block everything.
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, SIGUSR2)
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      let result = Result { () throws(ZeroMQError) in
        let context = try Context()
        let router = try Socket(.router, in: context)
        try router.bind(to: .tcp(host: "127.0.0.1", port: "*"))
        waiting.thread.withLock { $0 = pthread_self() }
        defer { waiting.thread.withLock { $0 = nil } }
        return try router.waitForMessage(milliseconds: 50_000)
      }
      waiting.outcome.withLock { $0 = result }
    }
    // Whether it waits already can't be seen, so it is called until it has looked up.
    while waiting.outcome.withLock({ $0 == nil }) {
      waiting.thread.withLock { if let thread = $0 { pthread_kill(thread, SIGUSR2) } }
      sched_yield()
    }
    #expect(try waiting.outcome.withLock { $0 }?.get() == false)
    #expect(clock.now - began < .seconds(40))
  }

  private final class Waiting: Sendable {
    let thread = Mutex<pthread_t?>(nil)
    let outcome = Mutex<Result<Bool, ZeroMQError>?>(nil)
  }
}
