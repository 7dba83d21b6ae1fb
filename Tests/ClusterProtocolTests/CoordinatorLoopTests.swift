import ClusterProtocol
import Sharding
import TestSupport
import Testing

@Suite("A coordinator and what its loop wants", .computing)
struct CoordinatorLoopTests {
  private let whole = Node(lo: 0, hi: 3)
  private static let schedule = JobSchedule(
    epochs: 2, batchSize: 8, shards: 3, trainingExamples: 24, validationExamples: 9,
    testExamples: 5)
  private var shape: JobShape { Self.schedule.shape }

  private func pass(_ phase: Phase, epoch: Int = 0, _ steps: Range<Int>? = nil) -> Pass {
    Pass(phase, epoch: epoch, of: shape, steps: steps)
  }

  private func harness() -> CoordinatorHarness {
    var harness = CoordinatorHarness(Self.schedule, wantsAll: false)
    _ = harness.join(1)
    return harness
  }

  /// Answers a round, whatever it is.
  private func answer(
    _ round: Round, in harness: inout CoordinatorHarness
  ) -> [CoordinatorMachine.Action] {
    let result = WorkResult(
      round: round.index, node: whole, weightsVersion: round.weightsVersion,
      metrics: Samples.metrics)
    let sizes = harness.machine.configuration.job.payloadSizes(of: result, in: round.phase) ?? []
    return harness.send(.result(result), from: 1, payloadSizes: sizes)
  }

  private func rounds(_ actions: [CoordinatorMachine.Action]) -> [Round] {
    actions.sent.compactMap { if case .work(let work) = $0.message { work.round } else { nil } }
  }

  @Test("hands nothing out before the loop wants anything, and nobody is sent weights")
  func nothing() {
    var harness = CoordinatorHarness(Self.schedule, wantsAll: false)
    let actions = harness.join(1)
    #expect(actions.contains(.notice(.started(workers: 1))))
    #expect(actions.weightsSent.isEmpty && rounds(actions).isEmpty)
    let first = harness.handle(.wanted([pass(.training, 0..<1)], ahead: []))
    #expect(first.weightsSent.map(\.version) == [0])
    #expect(rounds(first).map(\.batch) == [pass(.training)[0]])
  }

  @Test("has what will follow computed, and completes it once it is wanted")
  func ahead() {
    var harness = harness()
    let actions = harness.handle(
      .wanted([pass(.training, 0..<1)], ahead: [pass(.training, 1..<3)]))
    #expect(rounds(actions).map(\.weightsVersion) == [0, 1])
    let first = answer(rounds(actions)[0], in: &harness)
    #expect(first.completed == [0] && first.contains(.caughtUp))
    #expect(first.weightsSent.map(\.version) == [1])
    // The second is computed, and changes nothing yet.
    let second = answer(rounds(actions)[1], in: &harness)
    #expect(second.completed.isEmpty && second.count == 1)
    #expect(harness.machine.weightsVersion == 1)
    // The loop may take its time, and nobody holds the job meanwhile.
    let waiting = harness.pass(.seconds(60), alive: [1])
    #expect(!waiting.contains { if case .notice = $0 { true } else { false } })
    let wanted = harness.handle(
      .wanted([pass(.training, 1..<2)], ahead: [pass(.training, 2..<3)]))
    #expect(wanted.completed == [1] && wanted.contains(.caughtUp))
    #expect(wanted.sent.allSatisfy { if case .cancel = $0.message { false } else { true } })
  }

  @Test("calls back what was announced and is not wanted, and never uses its numbers again")
  func otherwise() {
    var harness = harness()
    let actions = harness.handle(
      .wanted([pass(.training, 0..<1)], ahead: [pass(.training, 1..<3)]))
    let announced = rounds(actions) + rounds(answer(rounds(actions)[0], in: &harness))
    #expect(announced.map(\.index) == [0, 1, 2])
    let evaluation = harness.handle(
      .wanted([pass(.validation)], ahead: [pass(.training, 1..<3)]))
    #expect(evaluation.sent.first?.message == .cancel(Cancel(firstRound: 3)))
    #expect(evaluation[1] == .calledBack)
    let instead = rounds(evaluation)
    #expect(instead.map(\.index) == [3, 4])
    #expect(instead.map(\.batch) == Array(pass(.validation)))
    #expect(instead.map(\.weightsVersion) == [1, 1])
    // What crossed with the word is nobody's fault, once.
    for round in announced.dropFirst() {
      #expect(answer(round, in: &harness) == [])
    }
    #expect(harness.machine.statistics.cancelledResults == 2)
    #expect(harness.machine.statistics.dropped.total == 0)
    _ = answer(announced[1], in: &harness)
    #expect(harness.machine.statistics.dropped[.lateResult] == 1)
    let done = instead.flatMap { answer($0, in: &harness) }
    #expect(done.completed == [3, 4] && done.last == .caughtUp)
  }

  @Test("counts weights that the loop has put in place, and hands everything out anew for them")
  func replacedWeights() {
    var harness = harness()
    let actions = harness.handle(
      .wanted([pass(.training, 0..<1)], ahead: [pass(.training, 1..<3)]))
    _ = answer(rounds(actions)[0], in: &harness)
    let replaced = harness.handle(.weightsReplaced)
    #expect(replaced.sent.map(\.message) == [.cancel(Cancel(firstRound: 3))])
    #expect(harness.machine.weightsVersion == 2)
    let anew = harness.handle(.wanted([pass(.training, 1..<3)], ahead: []))
    #expect(anew.weightsSent.map(\.version) == [2])
    #expect(rounds(anew).map(\.index) == [3, 4])
    #expect(rounds(anew).map(\.weightsVersion) == [2, 3])
    // A result for the weights before is of no use.
    #expect(answer(rounds(actions)[1], in: &harness) == [])
    #expect(harness.machine.completedRounds == 1)
  }

  @Test("ends when the loop does, in the midst of what was announced")
  func early() {
    var harness = harness()
    let actions = harness.handle(.wanted([pass(.training)], ahead: [pass(.validation)]))
    for round in rounds(actions) { _ = answer(round, in: &harness) }
    #expect(
      harness.handle(.concluded) == [
        .send(.finish(Finish()), to: Samples.peer(1), payload: .none), .finished,
      ])
    #expect(harness.machine.state == .finished)
  }

  @Test("says at once that nothing is missing of nothing")
  func empty() {
    var harness = harness()
    #expect(harness.handle(.wanted([], ahead: [])) == [.caughtUp])
  }

  @Test("gives others what a worker that is cut off had been handed out ahead")
  func lostAhead() {
    var harness = CoordinatorHarness(Self.schedule, minimumWorkers: 2, wantsAll: false)
    _ = harness.join(1) + harness.join(2)
    let actions = harness.handle(
      .wanted([pass(.training, 0..<1)], ahead: [pass(.training, 1..<3)]))
    #expect(rounds(actions).count == 6)
    let moved = harness.handle(.cutOff(Samples.peer(2), reason: ""))
    #expect(rounds(moved).map(\.index) == [0, 0, 1, 1])
    #expect(moved.sent.allSatisfy { $0.peer == 1 })
  }
}
