import Foundation
import TestSupport
import Testing

@testable import Diagnostics

@Suite("A requirement", .blocking)
struct RequirementTests {
  @Test("that holds evaluates its condition once, and its words never")
  func holds() {
    var evaluations = 0
    func condition() -> Bool {
      evaluations += 1
      return true
    }
    func words() -> String {
      Issue.record("the words were put together")
      return ""
    }
    require(condition(), words())
    #expect(evaluations == 1)
  }

  @Test("that does not hold aborts with its words, the file and the line, and nothing behind them")
  func fails() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      unsetenv("SWIFT_BACKTRACE")
      let (left, right) = (2, 3)
      require(left == right, "\(left) is not \(right)")
    }
    let words = LastWords(result)
    #expect(words.say("2 is not 3"))
    #expect(words.text.contains("(DiagnosticsTests/RequirementTests.swift:"))
    #expect(words.text.split(separator: "\n").count == 2)
    #expect(words.text.contains("SWIFT_BACKTRACE=enable=yes"))
  }

  @Test("lets out what was printed before it failed")
  func flushes() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardOutputContent]
    ) {
      print("printed before", terminator: "")
      require(false, "failed")
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(output.contains("printed before"))
  }

  @Test("aborts with a closed standard error, and while another thread holds the output")
  func badStreams() async {
    await #expect(processExitsWith: .signal(SIGABRT)) {
      close(STDERR_FILENO)
      let isHeld = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        lockStandardOutput()
        isHeld.signal()
        while true { pause() }
      }
      isHeld.wait()
      require(false, "failed")
    }
  }

  @Test("A failure without a condition has words too")
  func failure() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      requirementFailure("no way on")
    }
    #expect(LastWords(result).say("no way on"))
  }
}
