import ClusterProtocol
import Sharding
import TestSupport
import Testing

@Suite("A coordinator's rounds", .computing)
struct CoordinatorRoundTests {
  let whole = Node(lo: 0, hi: 3)

  /// Ten rounds of training and nothing else.
  static let training = JobSchedule(
    epochs: 1, batchSize: 8, shards: 3, trainingExamples: 80, validationExamples: 0,
    testExamples: 0)

  @Test("broadcasts the weights, then hands out two training rounds, as whole nodes")
  func beginning() {
    var harness = CoordinatorHarness(Self.training, minimumWorkers: 2)
    _ = harness.join(1)
    let actions = harness.join(2)
    let sent = actions.sent.dropFirst()
    #expect(sent.prefix(2).map(\.peer) == [1, 2])
    #expect(
      sent.prefix(2).map(\.message) == [.weights(.init(version: 0)), .weights(.init(version: 0))])
    let work = sent.dropFirst(2)
    #expect(work.map(\.peer) == [1, 2, 2, 1, 2, 2])
    #expect(
      work.map(\.message) == [
        .work(Work(round: Self.training[0], node: Node(shard: 0))),
        .work(Work(round: Self.training[0], node: Node(shard: 1))),
        .work(Work(round: Self.training[0], node: Node(shard: 2))),
        .work(Work(round: Self.training[1], node: Node(shard: 0))),
        .work(Work(round: Self.training[1], node: Node(shard: 1))),
        .work(Work(round: Self.training[1], node: Node(shard: 2))),
      ])
    #expect(
      actions.contains(
        .send(
          .work(Work(round: Self.training[1], node: Node(shard: 1))), to: Samples.peer(2),
          payload: .examples(.training, 10..<13))))
  }

  @Test("sends weights to those who compute with them, and to others when they have to")
  func idleWeights() {
    let schedule = JobSchedule(
      epochs: 1, batchSize: 8, shards: 2, trainingExamples: 80, validationExamples: 0,
      testExamples: 0)
    var harness = CoordinatorHarness(schedule, minimumWorkers: 3)
    for number in 1...2 { _ = harness.join(number) }
    // The first has nothing to do in any round, and no weights in its queue.
    #expect(harness.join(3).weightsSent.map(\.peer) == [2, 3])
    for round in 0..<5 {
      _ = harness.answer(round, Node(shard: 0), from: 2)
      #expect(
        harness.answer(round, Node(shard: 1), from: 3).weightsSent.map(\.peer) == [2, 3])
    }
    // Until it takes over what another leaves: first the weights of now, then the work.
    let actions = harness.handle(.cutOff(Samples.peer(3), reason: ""))
    #expect(actions.weightsSent.map(\.peer) == [1])
    #expect(actions.weightsSent.map(\.version) == [5])
    let toFirst = actions.sent.filter { $0.peer == 1 }.map(\.message)
    #expect(toFirst.first == .weights(.init(version: 5)))
    #expect(toFirst.count > 1)
    _ = harness.answer(5, Node(shard: 0), from: 2)
    #expect(harness.answer(5, Node(shard: 1), from: 1).weightsSent.map(\.peer) == [1, 2])
  }

  @Test("knows when some worker has nothing more to do for a training round")
  func idleWorkers() {
    let schedule = JobSchedule(
      epochs: 1, batchSize: 8, shards: 3, trainingExamples: 8, validationExamples: 8,
      testExamples: 0)
    var harness = CoordinatorHarness(schedule, minimumWorkers: 2)
    #expect(!harness.machine.hasIdleWorker)
    _ = harness.join(1)
    _ = harness.join(2)
    // Worker 1 has one shard to compute, worker 2 has two.
    #expect(!harness.machine.hasIdleWorker)
    _ = harness.answer(0, Node(shard: 1), from: 2)
    #expect(!harness.machine.hasIdleWorker)
    _ = harness.answer(0, Node(shard: 0), from: 1)
    #expect(harness.machine.hasIdleWorker)
    _ = harness.answer(0, Node(shard: 2), from: 2)
    // In an evaluation a worker goes on with the next round.
    _ = harness.answer(1, Node(shard: 1), from: 2)
    _ = harness.answer(1, Node(shard: 2), from: 2)
    #expect(harness.machine.completedRounds == 1 && !harness.machine.hasIdleWorker)
  }

  @Test("completes a round, sends the new weights, and only then hands out more")
  func completion() {
    var harness = CoordinatorHarness(Self.training)
    _ = harness.join(1)
    let actions = harness.answer(0, whole, from: 1)
    guard actions.count == 4, case .storeResult(let result, _, _) = actions[0] else {
      Issue.record("\(actions)")
      return
    }
    #expect(result.round == 0)
    #expect(actions[1] == .completeRound(Self.training[0], frontier: [whole]))
    #expect(
      actions[2]
        == .send(.weights(.init(version: 1)), to: Samples.peer(1), payload: .weights(version: 1)))
    #expect(
      actions[3]
        == .send(
          .work(Work(round: Self.training[2], node: whole)), to: Samples.peer(1),
          payload: .examples(.training, 16..<24)))
  }

  @Test("runs the whole schedule in order and finishes")
  func wholeJob() {
    var harness = CoordinatorHarness()
    var actions = harness.join(1)
    for round in Samples.schedule {
      actions += harness.answer(round.index, whole, from: 1)
    }
    #expect(actions.completed == Array(Samples.schedule.indices))
    #expect(actions.roundsOfWork == Array(Samples.schedule.indices))
    #expect(harness.machine.state == .finished)
    #expect(
      Array(actions.suffix(2)) == [
        .send(.finish(Finish()), to: Samples.peer(1), payload: .none), .finished,
      ])
    // One broadcast a version: the last one is for the test rounds.
    let versions = actions.sent.compactMap {
      if case .weights(let weights) = $0.message { weights.version } else { nil }
    }
    #expect(versions == Array(0...Samples.schedule.trainingRounds))
  }

  @Test("hands out eight rounds at once, more when half are complete, and completes them in order")
  func evaluation() {
    let schedule = JobSchedule.evaluation(batchSize: 1, shards: 1, testExamples: 12)
    var harness = CoordinatorHarness(schedule)
    #expect(harness.join(1).roundsOfWork == Array(0..<8))
    let leaf = Node(shard: 0)
    #expect(harness.answer(1, leaf, from: 1).completed == [])
    #expect(harness.answer(2, leaf, from: 1).completed == [])
    var actions = harness.answer(0, leaf, from: 1)
    #expect(actions.completed == [0, 1, 2])
    #expect(actions.roundsOfWork == [])
    actions = harness.answer(3, leaf, from: 1)
    #expect(actions.completed == [3])
    #expect(actions.roundsOfWork == [8, 9, 10, 11])
  }

  @Test("gives a late joiner the weights at once, and work from the next round handed out")
  func lateJoiner() {
    var harness = CoordinatorHarness(Self.training)
    _ = harness.join(1) + harness.answer(0, whole, from: 1)
    let actions = harness.join(2)
    #expect(actions.sent.map(\.message).last == .weights(.init(version: 1)))
    #expect(actions.roundsOfWork == [])
    // Rounds 1 and 2 were handed out to the first worker alone.
    let next = harness.answer(1, whole, from: 1)
    #expect(next.completed == [1])
    let work = next.sent.filter { if case .work = $0.message { true } else { false } }
    #expect(work.map(\.peer) == [1, 2, 2])
    #expect(harness.answer(2, whole, from: 1).completed == [2])
  }

  typealias Change = @Sendable (inout WorkResult) -> Void

  /// Results that do not fit, sent while rounds 1 and 2 are handed out.
  static let misfits: [(DropReason, Change)] = [
    (.lateResult, { $0.round = 0 }),
    (.unknownRound, { $0.round = 3 }),
    (.unknownRound, { $0.round = .max }),
    (.unknownNode, { $0.node = Node(lo: 0, hi: 2) }),
    (.unknownNode, { $0.node = Node(lo: 3, hi: 4) }),
    (.notAssigned, { $0.node = Node(shard: 0) }),
    (.wrongWeights, { $0.weightsVersion = 0 }),
    (.wrongMetrics, { $0.metrics = [] }),
    (.wrongCounters, { $0.counters = [1] }),
    (.wrongDenominators, { $0.denominators = [1] }),
    (.wrongMetrics, { $0.metrics.append(0) }),
    (.wrongMetrics, { $0.metrics[1] = UInt64(bitPattern: -1) }),
    (.wrongMetrics, { $0.metrics[1] = 1 << 41 }),
    (.wrongWeights, { ($0.round, $0.weightsVersion) = (2, 2) }),
  ]

  @Test("drops a result that was not asked for, and counts it", arguments: misfits.indices)
  func misfit(index: Int) {
    let (reason, change) = Self.misfits[index]
    var harness = Self.twoWorkersInRoundOne()
    let actions = harness.answer(1, Node(shard: 1), from: 2, change)
    #expect(actions == [.notice(.dropped(reason, from: Samples.peer(2)))])
    #expect(harness.answer(1, Node(shard: 1), from: 2, change).isEmpty)
    #expect(harness.machine.statistics.dropped[reason] == 2)
    #expect(harness.machine.statistics.dropped.total == 2)
  }

  @Test("drops a second result of a node, and one from a stranger, another job or a wrong size")
  func otherDrops() {
    var harness = Self.twoWorkersInRoundOne()
    #expect(harness.answer(1, Node(shard: 1), from: 2).count == 1)
    _ = harness.answer(1, Node(shard: 1), from: 2)
    _ = harness.answer(1, Node(shard: 2), from: 5)
    _ = harness.send(.hello(Samples.hello(6)), from: 6) + harness.answer(1, Node(shard: 2), from: 6)
    var envelope = harness.machine.envelope(.goodbye(Goodbye(reason: "lie")))
    envelope.incarnation += 1
    #expect(harness.handle(.received(envelope, from: Samples.peer(2))).failure == nil)
    let result = WorkResult(
      round: 1, node: Node(shard: 2), weightsVersion: 1,
      metrics: Samples.metrics)
    _ = harness.send(.result(result), from: 2, payloadSizes: [16])
    _ = harness.send(.finish(Finish()), from: 2)
    for reason in [
      DropReason.duplicateResult, .unknownPeer, .notAdmitted, .otherJob, .payloadSizes,
      .unexpected,
    ] {
      #expect(harness.machine.statistics.dropped[reason] == 1, "\(reason)")
    }
    #expect(harness.machine.statistics.dropped.total == 6)
    #expect(harness.machine.completedRounds == 1)
  }

  @Test("takes a sum that is no number, and says so once; a largest of nothing is none")
  func notANumber() {
    var harness = CoordinatorHarness(Self.training)
    _ = harness.join(1)
    let infinite = (-Double.infinity).bitPattern
    let changes: [Change] = [
      { $0.metrics[3] = infinite }, { $0.metrics[0] = Double.nan.bitPattern },
      { $0.metrics[0] = Double.nan.bitPattern },
    ]
    let notices = changes.enumerated().map { round, change in
      harness.answer(round, whole, from: 1, change).count {
        if case .notice(.nonFiniteMetric(_, round: 1)) = $0 { true } else { false }
      }
    }
    #expect(notices == [0, 1, 0])
    #expect(harness.machine.completedRounds == 3)
  }

  /// Round 0 is complete; rounds 1 and 2 are handed out, shard 0 to peer 1, shards 1 and 2 to peer 2.
  static func twoWorkersInRoundOne() -> CoordinatorHarness {
    var harness = CoordinatorHarness(training, minimumWorkers: 2)
    _ = harness.join(1) + harness.join(2)
    for (shard, peer) in [(0, 1), (1, 2), (2, 2)] {
      _ = harness.answer(0, Node(shard: shard), from: peer)
    }
    return harness
  }
}
