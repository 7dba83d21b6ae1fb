import TestSupport
import Testing

@testable import Training

@Suite("Step timings", .computing)
struct StepTimingsTests {
  private func timings(_ milliseconds: [Int]) -> StepTimings {
    var now = ContinuousClock.now
    var timings = StepTimings(startingAt: now, expectedSteps: milliseconds.count)
    for duration in milliseconds {
      now += .milliseconds(duration)
      timings.stepEnded(at: now)
    }
    return timings
  }

  @Test("Mean, median and 95th percentile of durations in any order")
  func figures() {
    let figures = timings([40, 10, 20, 30, 1000]).milliseconds
    #expect(figures.mean == 220)
    #expect(figures.median == 30)
    // At place 3.8 of 0...4: a fifth of 40 and four fifths of 1000.
    #expect(abs(figures.p95 - 808) < 1e-9)
  }

  @Test("The median of an even number lies between the middle two")
  func evenMedian() {
    #expect(timings([1, 4, 2, 3]).milliseconds.median == 2.5)
  }

  @Test("One step is all three figures")
  func oneStep() {
    let figures = timings([7]).milliseconds
    #expect(figures == StepMilliseconds(mean: 7, median: 7, p95: 7))
  }

  @Test("Without steps there are no figures")
  func none() {
    let figures = timings([]).milliseconds
    #expect(figures.mean.isNaN && figures.median.isNaN && figures.p95.isNaN)
  }

  @Test("A step lasts from the end of the one before, whatever comes between")
  func wallTime() {
    let start = ContinuousClock.now
    var timings = StepTimings(startingAt: start)
    timings.stepEnded(at: start + .microseconds(1500))
    timings.stepEnded(at: start + .microseconds(4000))
    #expect(timings.count == 2)
    #expect(timings.milliseconds.mean == 2)
    #expect(timings.milliseconds.median == 2)
  }
}
