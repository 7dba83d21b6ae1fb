import TestSupport
import Testing

@testable import Datasets

@Suite("A hold-out", .computing)
struct HoldOutTests {
  @Test("takes the first or the last examples")
  func takesEnds() throws {
    #expect(try HoldOut.first(3).split(10) == (3..<10, 0..<3))
    #expect(try HoldOut.last(3).split(10) == (0..<7, 7..<10))
    #expect(try HoldOut.first(0).split(10) == (0..<10, 0..<0))
    #expect(try HoldOut.last(0).split(1) == (0..<1, 1..<1))
  }

  @Test("takes a fraction, rounded to whole examples, and one at least")
  func takesFractions() throws {
    #expect(try HoldOut.lastFraction(0.2).split(50_000) == (0..<40_000, 40_000..<50_000))
    #expect(try HoldOut.firstFraction(0.07).split(100) == (7..<100, 0..<7))
    #expect(try HoldOut.lastFraction(0.9).split(10) == (0..<1, 1..<10))
    #expect(try HoldOut.firstFraction(0.01).split(10) == (1..<10, 0..<1))
    #expect(try HoldOut.lastFraction(0).split(10) == (0..<10, 10..<10))
  }

  @Test("leaves something to train on, or says that it does not")
  func leavesSomething() throws {
    let cases: [(HoldOut, Int)] = [
      (HoldOut.first(10), 10), (.last(11), 10), (.first(0), 0), (.lastFraction(0.99), 1),
      (.firstFraction(0.99), 10), (.last(.max), 10),
    ]
    for (holdOut, count) in cases {
      try expectError(.nothingToTrainOn, mentioning: ["\(count) examples"]) {
        try holdOut.split(count)
      }
    }
  }

  @Test("stops a program that asks for less than nothing, or for all")
  func refusesRanges() async {
    await #expect(processExitsWith: .failure) { _ = try HoldOut.first(-1).split(10) }
    await #expect(processExitsWith: .failure) { _ = try HoldOut.lastFraction(1).split(10) }
    await #expect(processExitsWith: .failure) { _ = try HoldOut.firstFraction(.nan).split(10) }
  }
}
