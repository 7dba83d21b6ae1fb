import ClusterProtocol
import Sharding
import TestSupport
import Testing

/// A worker under test, with a coordinator that says what the test wants.
struct WorkerHarness {
  var machine: WorkerMachine
  var now = Instant(nanoseconds: 0)
  var incarnation: UInt64 = 3
  var schedule = Samples.schedule
  var job: JobDescription { Samples.job(schedule) }

  init(_ change: (inout WorkerMachine.Configuration) -> Void = { _ in }) {
    var configuration = WorkerMachine.Configuration(hello: Samples.hello(1))
    change(&configuration)
    machine = WorkerMachine(configuration, at: now)
  }

  /// A worker that was welcomed and is ready.
  static func working() -> WorkerHarness {
    var harness = WorkerHarness()
    _ = harness.handle(.start) + harness.welcome() + harness.handle(.configured(Samples.arithmetic))
    return harness
  }

  mutating func handle(_ event: WorkerMachine.Event) -> [WorkerMachine.Action] {
    machine.handle(event, at: now)
  }

  mutating func receive(_ message: Message, payloadSizes: [Int] = []) -> [WorkerMachine.Action] {
    handle(
      .received(
        Envelope(
          jobID: 77, incarnation: incarnation, message: message, payloadSizes: payloadSizes)))
  }

  mutating func welcome() -> [WorkerMachine.Action] {
    receive(.welcome(Welcome(worker: 0, job: job)))
  }

  mutating func weights(_ version: Int) -> [WorkerMachine.Action] {
    receive(
      .weights(Weights(version: version)), payloadSizes: [4 * job.weightCount])
  }

  mutating func work(_ round: Int, _ node: Node) -> [WorkerMachine.Action] {
    work(schedule[round], node)
  }

  mutating func work(_ round: Round, _ node: Node) -> [WorkerMachine.Action] {
    let examples = round.plan.range(of: node).count
    return receive(
      .work(Work(round: round, node: node)),
      payloadSizes: job.workPayloadSizes(examples: examples))
  }

  mutating func computed(_ round: Int, _ node: Node) -> [WorkerMachine.Action] {
    handle(.computed(round: round, node: node, metrics: [], timings: .init()))
  }

  mutating func pass(_ duration: Duration) -> [WorkerMachine.Action] {
    var actions: [WorkerMachine.Action] = []
    let end = now.advanced(by: duration)
    while now < end {
      now = now.advanced(by: .milliseconds(100))
      actions += handle(.tick)
    }
    return actions
  }
}

@Suite("A worker's machine", .computing)
struct WorkerMachineTests {
  let node = Node(lo: 0, hi: 2)
  let hello = WorkerMachine.Action.send(.hello(Samples.hello(1)), payload: .none)

  @Test("says Hello every second and that it waits after 2, 12 and 22 seconds")
  func waiting() {
    var harness = WorkerHarness()
    #expect(harness.handle(.start) == [hello])
    let actions = harness.pass(.seconds(25))
    #expect(actions.count { $0 == hello } == 25)
    let notices = actions.filter { $0 != hello }
    #expect(
      notices == [2, 12, 22].map { .notice(.waitingForCoordinator(.seconds($0))) })
  }

  @Test("gives up after the time it is given")
  func givesUp() {
    var harness = WorkerHarness { $0.giveUpAfter = .seconds(5) }
    _ = harness.handle(.start) + harness.pass(.seconds(5))
    #expect(harness.machine.state == .waiting)
    #expect(harness.pass(.seconds(1)).last == .stop(.coordinatorSilent(.milliseconds(5100))))
  }

  @Test("sets up for the job it is welcomed to, and says Ready once")
  func joining() {
    var harness = WorkerHarness()
    _ = harness.handle(.start)
    #expect(
      harness.welcome() == [.notice(.welcomed(number: 0)), .configure(harness.job)])
    #expect(harness.welcome().isEmpty)
    #expect(
      harness.handle(.configured(Samples.arithmetic)) == [
        .send(.ready(Ready(arithmetic: Samples.arithmetic)), payload: .none)
      ])
    #expect(harness.machine.state == .working)
    #expect(harness.machine.configuration.hello.supportedISAs == ["avx512"])
    #expect(harness.machine.configuration.hello.isaIsFixed)
  }

  @Test("stops with the reason when it is refused, or cannot be set up")
  func refused() {
    let refused = Refused(.program, worker: "digits", job: "cartpole")
    var harness = WorkerHarness()
    _ = harness.handle(.start)
    #expect(harness.receive(.refused(refused)) == [.stop(.refused(refused))])
    #expect(harness.pass(.seconds(5)).isEmpty)

    harness = WorkerHarness()
    _ = harness.handle(.start) + harness.welcome()
    #expect(
      harness.handle(.configurationFailed("avx2 was used before")) == [
        .send(.goodbye(Goodbye(reason: "avx2 was used before")), payload: .none),
        .stop(.configurationFailed("avx2 was used before")),
      ])
  }

  @Test("stops at a coordinator of another version, with the versions of both")
  func otherVersion() throws {
    var harness = WorkerHarness()
    _ = harness.handle(.start)
    let error = #expect(throws: WireError.self) { try WireCodec.decode([0x08, 0x09]) }
    let answer = WorkerMachine.Event.malformed(try #require(error))
    #expect(harness.handle(answer) == [.notice(.dropped(.malformed))])
    #expect(harness.handle(answer) == [])
    let hello = Message.hello(harness.machine.configuration.hello)
    #expect(harness.pass(.seconds(1)) == [.send(hello, payload: .none)])
    let own = "\(WireCodec.protocolVersion)"
    #expect(
      harness.handle(answer)
        == [.stop(.refused(Refused(.protocolVersion, worker: own, job: "9")))])
  }

  @Test("goes on looking through bytes that name one version after another")
  func passingVersions() throws {
    var harness = WorkerHarness()
    _ = harness.handle(.start)
    for version in UInt8(2)...90 {
      let error = #expect(throws: WireError.self) { try WireCodec.decode([0x08, version]) }
      _ = harness.handle(.malformed(try #require(error)))
      _ = harness.pass(.milliseconds(400))
    }
    #expect(harness.machine.state == .waiting)
    #expect(harness.machine.dropped[.malformed] == 89)
    _ = harness.welcome()
    #expect(harness.machine.state == .configuring)
  }

  @Test("stops at a job of another program, and takes leave")
  func otherProgram() {
    var harness = WorkerHarness()
    _ = harness.handle(.start)
    var job = harness.job
    job.program = "cartpole"
    let actions = harness.receive(.welcome(Welcome(worker: 0, job: job)))
    #expect(
      actions.last
        == .stop(
          .configurationFailed(
            "the job is cartpole with 4 weights, this worker has digits with 4")))
  }

  @Test("computes work when its weights are there, one node at a time, in order")
  func order() {
    var harness = WorkerHarness.working()
    #expect(harness.work(1, node) == [.storeExamples(round: 1, node: node)])
    #expect(harness.work(0, Node(shard: 2)) == [.storeExamples(round: 0, node: Node(shard: 2))])
    #expect(harness.work(0, node) == [.storeExamples(round: 0, node: node)])
    let schedule = harness.schedule
    #expect(
      harness.weights(0) == [
        .adoptWeights(.init(version: 0)), .compute(schedule[0], node, slot: nil),
      ])
    let result = WorkResult(round: 0, node: node, weightsVersion: 0, metrics: [])
    #expect(
      harness.computed(0, node) == [
        .send(.result(result), payload: .contribution(round: 0, node: node)),
        .discard(round: 0, node: node), .compute(schedule[0], Node(shard: 2), slot: nil),
      ])
    #expect(harness.computed(0, Node(shard: 2)).count == 2)
    #expect(
      harness.weights(1) == [
        .adoptWeights(.init(version: 1)), .compute(schedule[1], node, slot: nil),
      ])
    #expect(harness.machine.computedShards == 3)
  }

  @Test("takes what has changed since the weights it has, and since no others")
  func changedBlocks() {
    var harness = WorkerHarness.working()
    func change(_ version: Int) -> [WorkerMachine.Action] {
      var weights = Weights(version: version)
      weights.changedBlocks = [0]
      return harness.receive(.weights(weights), payloadSizes: [0])
    }
    _ = harness.weights(0)
    guard case .adoptWeights(let weights)? = change(1).first else {
      Issue.record("not adopted")
      return
    }
    #expect(weights.version == 1 && weights.changedBlocks == [0])
    #expect(change(1) == [.notice(.dropped(.staleWeights))])
    #expect(
      change(3).last
        == .stop(.impossible("was sent what version 3 of the weights changes, and has version 1")))
    harness = .working()
    #expect(
      change(0).last
        == .stop(.impossible("was sent what version 0 of the weights changes, and has none yet")))
  }

  /// Round 9, for weights that are not there yet.
  private static func round(
    epoch: Int = 0, step: Int = 1, stage: Int = 0, examples: Range<Int> = 8..<16,
    shards: Int = 3
  ) -> Round {
    Round(
      index: 9,
      batch: GlobalBatch(
        phase: .training, epoch: epoch, step: step, stage: stage, examples: examples,
        shards: shards),
      weightsVersion: 4)
  }

  static let impossible: [(message: Message, payloadSizes: [Int], reason: String)] = [
    (
      .work(Work(round: round(epoch: 7, examples: 16..<21), node: Node(lo: 0, hi: 2))), [],
      "was sent node [0, 2) of round 9 that can't be: "
        + "examples up to 21, where the training split has 20"
    ),
    (
      .work(Work(round: round(examples: 8..<13), node: Node(lo: 0, hi: 2))), [],
      "was sent node [0, 2) of round 9 that can't be: "
        + "a batch of 5 examples, where those of training have 8 or 4"
    ),
    (
      .work(Work(round: round(step: 3), node: Node(lo: 0, hi: 2))), [],
      "was sent node [0, 2) of round 9 that can't be: "
        + "step 3, where a pass over the training split has 3"
    ),
    (
      .work(Work(round: round(shards: 4), node: Node(lo: 0, hi: 2))), [],
      "was sent node [0, 2) of round 9 that can't be: 4 shards, where batches are cut into 3"
    ),
    (
      .work(Work(round: round(stage: 1), node: Node(lo: 0, hi: 2))), [],
      "was sent node [0, 2) of round 9 that can't be: stage 1, where a step has 1"
    ),
    (
      .work(Work(round: round(), node: Node(lo: 1, hi: 3))), [],
      "was sent node [1, 3) of round 9 that can't be: no such node among 3 shards"
    ),
    (
      .work(Work(round: Samples.schedule[0], node: Node(lo: 0, hi: 2))), [100, 5],
      "was sent 5 examples of round 0 as 100 and 5 bytes, where the job announced 40 and 5 bytes"
    ),
    (
      .work(Work(round: Samples.schedule[0], node: Node(lo: 0, hi: 2))), [],
      "was sent 5 examples of round 0 as nothing, where the job announced 40 and 5 bytes"
    ),
    (
      .weights(Weights(version: 0)), [8],
      "was sent version 0 of the weights as 8 bytes, where the job has 4 weights"
    ),
    (
      .weights(Samples.counting(Weights(version: 0))), [16],
      "was sent 4 counters, where the job has 0"
    ),
    (
      .weights(Weights(version: 0, slot: 0)), [],
      "was told that version 0 of the weights is in memory it does not share"
    ),
  ]

  @Test(
    "leaves a job that can only wait in vain, and tells the coordinator why",
    arguments: impossible.indices)
  func impossibleJob(index: Int) {
    let (message, payloadSizes, reason) = Self.impossible[index]
    var harness = WorkerHarness.working()
    #expect(
      harness.receive(message, payloadSizes: payloadSizes) == [
        .send(.goodbye(Goodbye(reason: reason)), payload: .none), .stop(.impossible(reason)),
      ])
  }

  @Test("leaves who sends signs of life, or what is of no use, without end")
  func greetings() {
    let reason = "was sent more signs of life than anybody could use"
    let heartbeat = Message.heartbeat(Heartbeat(sequence: 1, progress: 0, round: 0))
    let messages = [heartbeat, .welcome(Welcome(worker: 0, job: Samples.job(Samples.schedule)))]
    for message in messages + [.ready(Ready(arithmetic: Samples.arithmetic))] {
      var harness = WorkerHarness.working()
      for _ in 0..<1_999 { _ = harness.receive(message) }
      #expect(harness.machine.state == .working)
      // Time allows two each second, and a heap is forgotten by nobody.
      _ = harness.pass(.seconds(2)) + harness.receive(heartbeat)
      for _ in 0..<4 { _ = harness.receive(message) }
      #expect(harness.machine.state == .working)
      let actions = (0..<2).flatMap { _ in harness.receive(message) }
      #expect(actions.last == .stop(.impossible(reason)), "\(message)")
    }
  }

  @Test("takes work of thirty-two rounds, whatever their order, and leaves who goes on")
  func roundsAhead() {
    for rounds in [Array(3..<36), Array(3..<36).reversed()] {
      var harness = WorkerHarness()
      harness.schedule = JobSchedule(
        epochs: 1, batchSize: 8, shards: 3, trainingExamples: 400, validationExamples: 0,
        testExamples: 0)
      _ = harness.handle(.start) + harness.welcome()
      _ = harness.handle(.configured(Samples.arithmetic))
      for round in rounds.dropLast() {
        #expect(harness.work(round, node) == [.storeExamples(round: round, node: node)])
      }
      #expect(
        harness.work(rounds[32], node).last
          == .stop(
            .impossible("was sent work of rounds 3 to 35, which is too far ahead")))
    }
  }

  @Test("keeps no more examples than it has room for, but one piece of work in any case")
  func storedBytes() {
    var harness = WorkerHarness { $0.mostStoredBytes = 100 }
    _ = harness.handle(.start) + harness.welcome() + harness.handle(.configured(Samples.arithmetic))
    let whole = Node(lo: 0, hi: 3)
    #expect(harness.work(0, whole) == [.storeExamples(round: 0, node: whole)])
    #expect(
      harness.work(1, whole).last
        == .stop(.impossible("was sent 144 bytes of examples ahead, where it has room for 100")))
    harness = WorkerHarness { $0.mostStoredBytes = 10 }
    _ = harness.handle(.start) + harness.welcome() + harness.handle(.configured(Samples.arithmetic))
    #expect(harness.work(0, whole) == [.storeExamples(round: 0, node: whole)])
  }

  @Test("leaves a coordinator that writes lies to the mailbox they share")
  func brokenMailbox() {
    var harness = WorkerHarness.working()
    #expect(
      harness.handle(.coordinatorBroken("found lies")) == [
        .send(.goodbye(Goodbye(reason: "found lies")), payload: .none),
        .stop(.impossible("found lies")),
      ])
  }

  @Test("answers an evaluation round without gradients")
  func evaluation() {
    var harness = WorkerHarness.working()
    _ = harness.weights(3) + harness.work(3, node)
    guard case .send(.result(let result), payload: .none)? = harness.computed(3, node).first else {
      Issue.record("no result")
      return
    }
    #expect(result.weightsVersion == 3)
  }

  @Test("drops copies, stale work and stale weights")
  func drops() {
    var harness = WorkerHarness.working()
    _ = harness.weights(0) + harness.work(0, node) + harness.work(1, node)
    // While computing, while stored, and after the answer.
    _ = harness.work(0, node) + harness.work(1, node)
    _ = harness.computed(0, node)
    _ = harness.work(0, node)
    #expect(harness.machine.dropped[.duplicateWork] == 3)
    #expect(
      harness.weights(2) == [.adoptWeights(.init(version: 2)), .discard(round: 1, node: node)])
    _ = harness.weights(2) + harness.weights(1)
    #expect(harness.machine.dropped[.staleWeights] == 2)
    _ = harness.work(1, Node(shard: 2))
    #expect(harness.machine.dropped[.staleWork] == 1)
    _ = harness.receive(.goodbye(Goodbye(reason: "")))
    #expect(harness.machine.dropped[.unexpected] == 1)
  }

  @Test("forgets work that was called back, and does not answer what it was computing of it")
  func calledBack() {
    var harness = WorkerHarness.working()
    _ = harness.weights(0) + harness.work(0, node) + harness.work(1, node)
    // Of the rounds that come instead one comes before the word, and stays.
    let instead = [2, 3].map {
      Round(index: $0, batch: harness.schedule[$0].batch, weightsVersion: $0 - 2)
    }
    _ = harness.work(instead[0], node)
    #expect(
      harness.receive(.cancel(Cancel(firstRound: 2))) == [.discard(round: 1, node: node)])
    #expect(
      harness.computed(0, node) == [
        .discard(round: 0, node: node), .compute(instead[0], node, slot: nil),
      ])
    #expect(harness.work(instead[1], node) == [.storeExamples(round: 3, node: node)])
    // Copies of what is over, and the word itself once more, change nothing.
    #expect(harness.work(1, node) == [.notice(.dropped(.cancelledWork))])
    #expect(harness.receive(.cancel(Cancel(firstRound: 1))) == [])
    #expect(
      harness.computed(2, node).first.map { if case .send = $0 { true } else { false } } == true)
    #expect(harness.weights(1).last == .compute(instead[1], node, slot: nil))
  }

  @Test("shows signs of life every second, with its progress")
  func heartbeats() {
    var harness = WorkerHarness.working()
    _ = harness.weights(0) + harness.work(0, node) + harness.computed(0, node)
    let sent = harness.pass(.seconds(3))
    #expect(
      sent
        == (0..<3).map {
          .send(.heartbeat(Heartbeat(sequence: $0, progress: 2, round: 0)), payload: .none)
        })
  }

  @Test("looks for its coordinator again when it falls silent, and resumes where it was")
  func silence() {
    var harness = WorkerHarness.working()
    _ = harness.work(0, node)
    let actions = harness.pass(.milliseconds(6100))
    #expect(actions.contains(.notice(.coordinatorSilent(.milliseconds(6100)))))
    #expect(harness.machine.state == .waiting)
    #expect(
      harness.welcome() == [.send(.ready(Ready(arithmetic: Samples.arithmetic)), payload: .none)])
    #expect(harness.weights(0).last == .compute(harness.schedule[0], node, slot: nil))
  }

  @Test("says Ready in the end if the connection broke while it was being set up")
  func disconnectedWhileConfiguring() {
    var harness = WorkerHarness()
    _ = harness.handle(.start) + harness.welcome()
    #expect(harness.handle(.disconnected) == [.notice(.disconnected), hello])
    #expect(harness.handle(.configured(Samples.arithmetic)).isEmpty)
    #expect(harness.machine.state == .waiting)
    let ready = WorkerMachine.Action.send(
      .ready(Ready(arithmetic: Samples.arithmetic)), payload: .none)
    // Whatever comes from the coordinator shows that it is there.
    let heartbeat = Heartbeat(sequence: 0, progress: 0, round: 0)
    #expect(harness.receive(.heartbeat(heartbeat)) == [ready])
    #expect(harness.machine.state == .working)
  }

  @Test("begins anew with another life of the coordinator")
  func newIncarnation() {
    var harness = WorkerHarness.working()
    _ = harness.work(0, node)
    harness.incarnation = 4
    #expect(harness.welcome() == [.notice(.dropped(.otherJob))])
    #expect(harness.handle(.disconnected).first == .notice(.disconnected))
    #expect(
      harness.welcome() == [
        .discard(round: 0, node: node), .notice(.welcomed(number: 0)), .configure(harness.job),
      ])
    #expect(harness.handle(.configured(Samples.arithmetic)).count == 1)
  }

  @Test(
    "stops when told to, and takes leave of a coordinator that does not know",
    arguments: [
      WorkerMachine.StopReason.finished, .abandoned("interrupted"), .launcherGone, .interrupted,
    ])
  func stops(reason: WorkerMachine.StopReason) {
    var harness = WorkerHarness.working()
    let actions =
      switch reason {
      case .abandoned(let reason): harness.receive(.abandon(Abandon(reason: reason)))
      case .launcherGone: harness.handle(.launcherGone)
      case .interrupted: harness.handle(.interrupted)
      default: harness.receive(.finish(Finish()))
      }
    #expect(actions.last == .stop(reason))
    let isToldByCoordinator = reason == .finished || reason == .abandoned("interrupted")
    #expect(actions.count == (isToldByCoordinator ? 1 : 2))
    #expect(harness.weights(5).isEmpty)
  }
}
