import ClusterProtocol
import Sharding
import TestSupport

/// A coordinator under test, with peers that say what the test wants.
struct CoordinatorHarness {
  var machine: CoordinatorMachine
  var now = Instant(nanoseconds: 0)
  let schedule: JobSchedule

  /// The loop wants all rounds of the schedule, unless it is told otherwise, and ends when it has them.
  init(
    _ schedule: JobSchedule = Samples.schedule, minimumWorkers: Int = 1, wantsAll: Bool = true,
    _ change: (inout CoordinatorMachine.Configuration) -> Void = { _ in }
  ) {
    var configuration = Samples.configuration(schedule, minimumWorkers: minimumWorkers)
    change(&configuration)
    self.schedule = schedule
    machine = CoordinatorMachine(configuration, at: now)
    if wantsAll { _ = machine.handle(.wanted(schedule.passes, ahead: []), at: now) }
  }

  mutating func handle(_ event: CoordinatorMachine.Event) -> [CoordinatorMachine.Action] {
    let actions = machine.handle(event, at: now)
    guard machine.completedRounds == schedule.count, actions.contains(.caughtUp) else {
      return actions
    }
    return actions.filter { $0 != .caughtUp } + machine.handle(.concluded, at: now)
  }

  mutating func send(
    _ message: Message, from number: Int, payloadSizes: [Int] = []
  ) -> [CoordinatorMachine.Action] {
    let envelope = machine.envelope(message, payloadSizes: payloadSizes)
    return handle(.received(envelope, from: Samples.peer(number)))
  }

  /// Lets a worker say Hello and Ready.
  mutating func join(
    _ number: Int, sharingMemory: Bool = false
  ) -> [CoordinatorMachine.Action] {
    var ready = Ready(arithmetic: Samples.arithmetic)
    let actions =
      send(.hello(Samples.hello(number)), from: number) + send(.ready(ready), from: number)
    if machine.configuration.gradientSlots == 0 { return actions }
    ready.sharesMemory = sharingMemory
    ready.declinesMemory = !sharingMemory
    return actions + send(.ready(ready), from: number)
  }

  /// Lets a worker answer for a node as it should.
  mutating func answer(
    _ round: Int, _ node: Node, from number: Int,
    _ change: (inout WorkResult) -> Void = { _ in }
  ) -> [CoordinatorMachine.Action] {
    let job = machine.configuration.job
    var result = WorkResult(
      round: round, node: node, weightsVersion: schedule[round].weightsVersion,
      metrics: Samples.metrics)
    change(&result)
    return send(
      .result(result), from: number,
      payloadSizes: job.payloadSizes(of: result, in: schedule[round].phase) ?? [])
  }

  /// Lets time pass, ticking, while some workers show signs of life.
  mutating func pass(
    _ duration: Duration, alive: [Int] = []
  ) -> [CoordinatorMachine.Action] {
    var actions: [CoordinatorMachine.Action] = []
    let end = now.advanced(by: duration)
    while now < end {
      now = now.advanced(by: .milliseconds(100))
      for number in alive {
        actions += send(.heartbeat(Heartbeat(sequence: 0, progress: 0, round: 0)), from: number)
      }
      actions += handle(.tick)
    }
    return actions
  }
}

extension [CoordinatorMachine.Action] {
  /// The messages among the actions, with the number of the peer they go to.
  var sent: [(peer: Int, message: Message)] {
    compactMap {
      if case .send(let message, let peer, _) = $0 { (Int(peer.bytes[1]), message) } else { nil }
    }
  }

  /// The weights that are sent: to which peer, and their version.
  var weightsSent: [(peer: Int, version: Int)] {
    sent.compactMap {
      if case .weights(let weights) = $0.message { ($0.peer, weights.version) } else { nil }
    }
  }

  /// The rounds of which work is sent, each once, in order.
  var roundsOfWork: [Int] {
    sent.reduce(into: []) { rounds, sent in
      if case .work(let work) = sent.message, rounds.last != work.round.index {
        rounds.append(work.round.index)
      }
    }
  }

  /// Whether somebody is cut off.
  var hasCut: Bool { contains { if case .cut = $0 { true } else { false } } }

  var refusal: Refused? {
    sent.lazy.compactMap { if case .refused(let refused) = $0.message { refused } else { nil } }
      .first
  }

  var failure: JobFailure.Code? {
    lazy.compactMap { if case .fail(let failure) = $0 { failure.code } else { nil } }.first
  }

  var completed: [Int] {
    compactMap { if case .completeRound(let round, _) = $0 { round.index } else { nil } }
  }
}
