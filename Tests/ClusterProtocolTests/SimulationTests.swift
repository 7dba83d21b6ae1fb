import ClusterProtocol
import Sharding
import TestSupport
import Testing

@Suite("A whole job on a simulated network", .computing)
struct SimulationTests {
  static func schedule(shards: Int) -> JobSchedule {
    JobSchedule(
      epochs: 3, batchSize: 16, shards: shards, trainingExamples: 70, validationExamples: 37,
      testExamples: 21)
  }

  /// Starts every worker at a random time within a span.
  static func start(_ simulation: inout Simulation, within span: Duration) {
    for number in simulation.workers.indices {
      simulation.network.schedule(
        .workerStarts(number), after: simulation.network.randomDelay(upTo: span))
    }
  }

  static func expectFinished(_ simulation: Simulation, seed: UInt64) {
    #expect(simulation.coordinator.state == .finished, "seed \(seed)")
    for worker in simulation.workers where worker.isAlive {
      #expect(worker.machine.state == .stopped(.finished), "seed \(seed)")
      #expect(worker.isIdle, "seed \(seed): worker \(worker.number) keeps buffers")
    }
  }

  @Test(
    "gives the bits of the single loop, however frames are delayed, doubled and reordered",
    arguments: [1, 2, 3, 4, 7], [1, 2, 3, 8])
  func sameBits(workers: Int, shards: Int) {
    let schedule = Self.schedule(shards: shards)
    let single = History.ofSingleLoop(schedule)
    for seed in 0..<6 as Range<UInt64> {
      var simulation = Simulation(
        seed: seed, workers: workers, minimumWorkers: workers, schedule: schedule)
      Self.start(&simulation, within: .milliseconds(500))
      simulation.run()
      #expect(simulation.history == single, "seed \(seed)")
      Self.expectFinished(simulation, seed: seed)
    }
  }

  @Test(
    "gives them when workers join late, in the middle of the work",
    arguments: 0..<12 as Range<UInt64>)
  func lateJoiners(seed: UInt64) {
    let schedule = Self.schedule(shards: 8)
    var simulation = Simulation(seed: seed, workers: 6, minimumWorkers: 2, schedule: schedule)
    Self.start(&simulation, within: .seconds(1))
    simulation.run()
    #expect(simulation.history == History.ofSingleLoop(schedule))
    // Some came after the start, and were given work.
    let started = simulation.actions.firstIndex(of: .notice(.started(workers: 2)))
    #expect(started != nil)
    #expect(simulation.workers.count { !$0.computed.isEmpty } > 2)
  }

  @Test(
    "gives them among garbage and lies, which are dropped and counted",
    arguments: 0..<12 as Range<UInt64>)
  func garbage(seed: UInt64) {
    let schedule = Self.schedule(shards: 3)
    var simulation = Simulation(
      seed: seed, workers: 2, minimumWorkers: 2, schedule: schedule,
      faults: .init(garbage: 1))
    Self.start(&simulation, within: .milliseconds(200))
    simulation.run()
    #expect(simulation.history == History.ofSingleLoop(schedule))
    Self.expectFinished(simulation, seed: seed)
    let dropped = simulation.coordinator.statistics.dropped
    for reason in [DropReason.malformed, .unknownPeer, .wrongWeights, .unknownRound, .unknownNode] {
      #expect(dropped[reason] > 0, "\(reason)")
    }
    #expect(simulation.workers.allSatisfy { $0.machine.dropped[.otherJob] > 0 })
  }

  @Test(
    "gives them though a worker is cut off for what it sends, comes back and is cut off again",
    arguments: 0..<12 as Range<UInt64>)
  func rogue(seed: UInt64) {
    let schedule = Self.schedule(shards: 8)
    var simulation = Simulation(
      seed: seed, workers: 3, minimumWorkers: 3, schedule: schedule,
      faults: .init(garbage: 1, rogue: 1))
    Self.start(&simulation, within: .milliseconds(200))
    simulation.run()
    #expect(simulation.history == History.ofSingleLoop(schedule))
    #expect(simulation.coordinator.state == .finished, "seed \(seed)")
    #expect(simulation.coordinator.statistics.cutOff > 0)
    let handedOver = simulation.actions.contains { action in
      if case .send(.work(let work), _, _) = action { work.attempt > 0 } else { false }
    }
    #expect(handedOver)
  }

  @Test(
    "gives them though the loop does otherwise than it announced, and puts other weights in place",
    arguments: [1, 2, 3, 7], [[], [.training], [.validation, .test]] as [Set<Phase>])
  func changingItsMind(workers: Int, replaced: Set<Phase>) {
    let schedule = Self.schedule(shards: 3)
    let single = History.ofSingleLoop(schedule, replacingWeightsBefore: replaced)
    for seed in 0..<6 as Range<UInt64> {
      var simulation = Simulation(
        seed: seed, workers: workers, minimumWorkers: workers, schedule: schedule)
      simulation.announced = { $0.reversed() }
      simulation.replacesWeightsBefore = replaced
      Self.start(&simulation, within: .milliseconds(500))
      simulation.run()
      #expect(simulation.history == single, "seed \(seed)")
      Self.expectFinished(simulation, seed: seed)
      #expect(simulation.actions.contains(.calledBack))
      #expect(simulation.coordinator.statistics.cutOff == 0)
      #expect(Set(simulation.numbersOfWork).count == simulation.numbersOfWork.count)
    }
  }

  @Test("counts every example of every pass once", arguments: [1, 2, 3, 7])
  func countsExamples(workers: Int) {
    let schedule = Self.schedule(shards: 8)
    var simulation = Simulation(
      seed: 5, workers: workers, minimumWorkers: workers, schedule: schedule,
      faults: .init(duplicates: 0.7))
    Self.start(&simulation, within: .milliseconds(200))
    simulation.run()
    for phase in Phase.allCases {
      for epoch in phase == .test ? 2..<3 : 0..<3 {
        let counted = simulation.history.entries
          .filter { $0.batch.phase == phase && $0.batch.epoch == epoch }
          .reduce(0) { $0 + Int($1.metrics[1]) }
        #expect(counted == schedule.examples(in: phase), "\(phase) \(epoch)")
      }
    }
    let nodes = simulation.workers.flatMap { Array($0.computed) }
    #expect(Set(nodes.map(\.key)).count == nodes.count)
    #expect(nodes.allSatisfy { $0.value == 1 })
    #expect(simulation.coordinator.statistics.dropped[.lateResult] > 0)
  }

  @Test("evaluates without training, pipelined and in order")
  func evaluation() {
    let schedule = JobSchedule.evaluation(batchSize: 4, shards: 2, testExamples: 101)
    var simulation = Simulation(seed: 1, workers: 3, minimumWorkers: 3, schedule: schedule)
    Self.start(&simulation, within: .milliseconds(200))
    simulation.run()
    #expect(simulation.history == History.ofSingleLoop(schedule))
    #expect(simulation.history.entries.count == 26)
  }

  @Test("ends in time with the name of a worker that died", arguments: 0..<12 as Range<UInt64>)
  func death(seed: UInt64) throws {
    var simulation = Simulation(
      seed: seed, workers: 3, minimumWorkers: 3,
      schedule: JobSchedule(
        epochs: 1000, batchSize: 16, shards: 3, trainingExamples: 70, validationExamples: 37,
        testExamples: 21))
    Self.start(&simulation, within: .milliseconds(200))
    simulation.network.schedule(.workerDies(1), after: .seconds(5))
    simulation.run()
    guard case .failed(let failure) = simulation.coordinator.state,
      case .workerDied(let name, .silent) = failure.code
    else {
      Issue.record("\(simulation.coordinator.state)")
      return
    }
    let dead = try #require(simulation.workers[1].machine.number)
    #expect(name == "worker \(dead + 1) (process 101 on host)")
    let ended = try #require(simulation.endedAt)
    #expect(ended <= Instant(nanoseconds: 0).advanced(by: .seconds(5 + 6 + 1)))
    for worker in [simulation.workers[0], simulation.workers[2]] {
      #expect(worker.machine.state == .stopped(.abandoned(failure.problem)))
    }
  }

  @Test("turns away a worker that computes otherwise, and runs with the rest")
  func otherArithmetic() {
    let schedule = Self.schedule(shards: 2)
    var simulation = Simulation(seed: 3, workers: 3, minimumWorkers: 2, schedule: schedule)
    simulation.workers[1].arithmetic.probeDigest = "fedcba9876543210"
    Self.start(&simulation, within: .milliseconds(200))
    simulation.run()
    #expect(simulation.history == History.ofSingleLoop(schedule))
    guard case .stopped(.refused(let refused)) = simulation.workers[1].machine.state else {
      Issue.record("\(simulation.workers[1].machine.state)")
      return
    }
    #expect(refused.code == .steps)
    #expect(refused.problem.contains("fedcba98") && refused.problem.contains("01234567"))
  }

  @Test(
    "goes on when the coordinator stands still for longer than silence is borne",
    arguments: 0..<12 as Range<UInt64>)
  func frozenCoordinator(seed: UInt64) {
    let schedule = Self.schedule(shards: 3)
    var simulation = Simulation(seed: seed, workers: 2, minimumWorkers: 2, schedule: schedule)
    Self.start(&simulation, within: .milliseconds(100))
    simulation.network.schedule(.coordinatorFreezes(.seconds(12)), after: .milliseconds(700))
    simulation.run()
    #expect(simulation.history == History.ofSingleLoop(schedule))
    Self.expectFinished(simulation, seed: seed)
    for worker in simulation.workers {
      #expect(
        worker.notices.contains {
          if case .coordinatorSilent = $0 { true } else { false }
        })
      #expect(
        worker.notices.contains {
          if case .waitingForCoordinator = $0 { true } else { false }
        })
    }
  }
}
