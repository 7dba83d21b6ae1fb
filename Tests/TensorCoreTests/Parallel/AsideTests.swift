import Foundation
import Synchronization
import TensorCore
import TestSupport
import Testing

@Suite("Work done aside", .blocking)
struct AsideTests {
  @Test("comes to what it comes to, on another thread")
  func value() async throws {
    let outcome = ThreadOutcome {
      let caller = ObjectIdentifier(Thread.current)
      return Aside.run { _ in
        ObjectIdentifier(Thread.current) != caller ? 42 : 0
      } while: {
        true
      }
    }
    #expect(try await outcome.get() == 42)
  }

  @Test("is left behind at a no, and can know it")
  func leftBehind() async throws {
    let knows = Flag()
    let outcome = ThreadOutcome {
      Aside.run { isAwaited in
        while isAwaited() { Thread.sleep(forTimeInterval: 0.001) }
        knows.raise()
        return 1
      } while: {
        false
      }
    }
    #expect(try await outcome.get() == nil)
    #expect(await eventually { knows.isRaised })
  }

  @Test("passes an error of whoever waits on")
  func error() async throws {
    struct Impatience: Error {}
    let over = Flag()
    let outcome = ThreadOutcome {
      try Aside.run { _ in
        while !over.isRaised { Thread.sleep(forTimeInterval: 0.001) }
      } while: {
        throw Impatience()
      }
    }
    await #expect(throws: Impatience.self) { _ = try await outcome.get() }
    #expect(Aside.isAnyRunning)
    over.raise()
  }
}
