import Learning
import TestSupport
import Testing

@Suite("Learning rate schedules", .computing)
struct ScheduleTests {
  private static func schedule(
    _ kind: String, _ example: KerasCases.Case
  ) throws -> any LearningRateSchedule {
    func setting(_ name: String) throws -> Double { try #require(example.settings[name]) }
    let initial = try setting("initial")
    if kind == "piecewise" {
      return PiecewiseConstantDecay(
        boundaries: [Int(try setting("first")), Int(try setting("second"))],
        values: [initial, initial / 2, initial / 8])
    }
    let steps = Int(try setting("steps"))
    switch kind {
    case "exponential":
      return ExponentialDecay(
        from: initial, steps: steps, factor: try setting("factor"),
        staircase: try setting("staircase") == 1)
    case "cosine":
      return CosineDecay(from: initial, steps: steps, downTo: try setting("floor"))
    default:
      try #require(kind == "warmup")
      return CosineDecay(
        from: initial, warmingUpTo: try setting("peak"), over: Int(try setting("warmup")),
        steps: steps, downTo: try setting("floor"))
    }
  }

  @Test("have the rates of Keras, before, at and behind their ends")
  func keras() throws {
    let fixture = try KerasCases("schedules")
    #expect(fixture.cases.count == 4 && fixture.cases.values.joined().count == 100)
    for (kind, cases) in fixture.cases {
      for example in cases {
        var numbers = CaseNumbers(case: example.number)
        let steps = [0, 1] + (0..<10).map { _ in numbers.below(3_000) }
        let schedule = try Self.schedule(kind, example)
        let rates = steps.map { Float(schedule.learningRate(at: $0)) }
        let expected = try #require(fixture.output("rates", of: example))
        #expect(
          relativeError(rates, expected) <= 1e-6,
          "case \(example.number): \(kind) \(example.settings)")
      }
    }
  }

  @Test("of a number are the number")
  func numbers() {
    #expect(0.1.learningRate(at: 0) == 0.1 && 0.1.learningRate(at: 1_000_000) == 0.1)
    #expect(Float(0.1).learningRate(at: 7) == Double(Float(0.1)))
  }

  @Test("stay where they end")
  func end() {
    let cosine = CosineDecay(from: 2, steps: 10, downTo: 0.25)
    #expect(cosine.learningRate(at: 10) == 0.5 && cosine.learningRate(at: 1_000_000) == 0.5)
    let warm = CosineDecay(warmingUpTo: 1, over: 4, steps: 8)
    #expect((0...4).map { warm.learningRate(at: $0) } == [0, 0.25, 0.5, 0.75, 1])
    #expect(warm.learningRate(at: 12) == 0 && warm.learningRate(at: 13) == 0)
  }
}
