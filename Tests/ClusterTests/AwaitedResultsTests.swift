import TestSupport
import Testing

@testable import Cluster

@Suite("The results that a worker may send", .computing)
struct AwaitedResultsTests {
  @Test("are as many as it was sent work, until it has answered")
  func counting() {
    var awaited = AwaitedResults()
    for _ in 0..<3 { awaited.workSent() }
    awaited.resultCame(ofRound: 0)
    #expect(awaited.count == 2)
    for _ in 0..<5 { awaited.resultCame(ofRound: 1) }
    #expect(awaited.count == 0)
  }

  @Test("may be of work that was called back, but not for ever")
  func calledBack() {
    var awaited = AwaitedResults()
    for _ in 0..<8 { awaited.workSent() }
    awaited.workCalledBack(before: 8)
    for _ in 0..<8 { awaited.workSent() }
    #expect(awaited.count == 16)
    awaited.resultCame(ofRound: 3)
    #expect(awaited.count == 15)
    // The first of what came instead: the others of the old are none any more.
    awaited.resultCame(ofRound: 8)
    #expect(awaited.count == 7)
    // However often work is called back, what may come does not grow.
    for round in 1...100 {
      awaited.workCalledBack(before: 16 * round)
      for _ in 0..<8 { awaited.workSent() }
      awaited.resultCame(ofRound: 16 * round)
    }
    #expect(awaited.count == 7)
  }
}
