import TestSupport
import Testing

@testable import Training

@Suite("The clock of a step's parts", .computing)
struct StepClockTests {
  @Test("gives every moment to one part, and leaves out rounds that do not count")
  func parts() {
    let start = ContinuousClock.now
    var clock = StepClock()
    #expect(clock.steps == 0 && clock.milliseconds(.compute).isNaN)
    clock.restart(at: start)
    clock.enter(.compute)
    clock.roundEnded(isCounted: true, at: .now)
    clock.enter(.wait)
    clock.roundEnded(isCounted: false, at: .now)
    clock.enter(.send)
    clock.roundEnded(isCounted: false, at: .now)
    let end = ContinuousClock.now
    #expect(clock.steps == 1)
    #expect(clock.milliseconds(.wait) == 0 && clock.milliseconds(.send) == 0)
    let sum = StepClock.Part.allCases.reduce(0) { $0 + clock.milliseconds($1) }
    #expect(sum > 0 && sum <= (end - start) / .milliseconds(1))
  }

  @Test("is the mean of the steps")
  func mean() {
    var now = ContinuousClock.now
    var clock = StepClock()
    clock.restart(at: now)
    for milliseconds in [2, 6] {
      now += .milliseconds(milliseconds)
      clock.roundEnded(isCounted: true, at: now)
    }
    #expect(clock.milliseconds(.other) == 4)
  }

  @Test("tells what the round under way took so far, and forgets it when told to")
  func roundUnderWay() {
    var clock = StepClock()
    clock.enter(.compute)
    clock.enter(.other)
    #expect(clock.nanosecondsOfRound(.compute) > 0)
    clock.forgetRound()
    #expect(clock.nanosecondsOfRound(.compute) == 0)
    #expect(clock.nanosecondsOfRound(.other) == 0)
  }
}
