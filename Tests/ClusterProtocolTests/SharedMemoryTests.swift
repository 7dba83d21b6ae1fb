import ClusterProtocol
import Sharding
import TestSupport
import Testing

@Suite("The protocol over shared memory", .computing)
struct SharedMemoryTests {
  private static let schedule = JobSchedule(
    epochs: 2, batchSize: 4, shards: 2, trainingExamples: 8, validationExamples: 4,
    testExamples: 0)
  private let whole = Node(lo: 0, hi: 2)

  @Test("names the slot of the weights to workers that opened it only")
  func weights() {
    var harness = CoordinatorHarness(Self.schedule, minimumWorkers: 2) { $0.gradientSlots = 1 }
    _ = harness.join(1, sharingMemory: true)
    var actions = harness.join(2)
    #expect(actions.contains(.notice(.sharesNoMemory(harness.machine.workers[1]))))
    for version in 0..<3 {
      let sent = actions.sends.filter { if case .weights = $0.message { true } else { false } }
      #expect(sent.map(\.peer) == [Samples.peer(1), Samples.peer(2)])
      #expect(sent.first?.message == .weights(.init(version: version, slot: 0)))
      #expect(sent.first?.payload == CoordinatorMachine.Payload.none)
      #expect(sent.last?.message == .weights(.init(version: version)))
      #expect(sent.last?.payload == .weights(version: version))
      let round = Self.schedule.first { $0.phase == .training && $0.weightsVersion == version }!
      for past in harness.machine.completedRounds..<round.index {
        _ = harness.answer(past, Node(shard: 0), from: 1)
        _ = harness.answer(past, Node(shard: 1), from: 2)
      }
      _ = harness.answer(round.index, Node(shard: 0), from: 1) { $0.slot = 0 }
      actions = harness.answer(round.index, Node(shard: 1), from: 2)
      #expect(actions.completed == [round.index])
    }
  }

  @Test("offers memory to a worker whose arithmetic was found equal, and to nobody before")
  func offer() {
    var harness = CoordinatorHarness(Self.schedule) { $0.gradientSlots = 1 }
    let welcome = Message.welcome(Welcome(worker: 0, job: harness.machine.configuration.job))
    #expect(
      harness.send(.hello(Samples.hello(1)), from: 1)
        == [.send(welcome, to: Samples.peer(1), payload: .none)])
    // What a worker says of memory that it was not offered counts for nothing.
    let ready = Ready(arithmetic: Samples.arithmetic, sharesMemory: true)
    #expect(
      harness.send(.ready(ready), from: 1)
        == [.send(welcome, to: Samples.peer(1), payload: .memoryOffer)])
    #expect(!harness.machine.takesPart(Samples.peer(1)))
    // A Ready that was under way meanwhile is no answer to the offer.
    #expect(harness.send(.ready(Ready(arithmetic: Samples.arithmetic)), from: 1).isEmpty)
    _ = harness.send(.ready(ready), from: 1)
    #expect(harness.machine.takesPart(Samples.peer(1)))
  }

  @Test(
    "takes back what was offered to a worker that is refused after it, since its number is another's"
  )
  func refusedAfterOffer() {
    var harness = CoordinatorHarness(Self.schedule) { $0.gradientSlots = 1 }
    _ = harness.send(.hello(Samples.hello(1)), from: 1)
    _ = harness.send(.ready(Ready(arithmetic: Samples.arithmetic)), from: 1)
    var other = Samples.arithmetic
    other.probeDigest = "ffff"
    let actions = harness.send(.ready(Ready(arithmetic: other)), from: 1)
    #expect(actions.first == .forget(worker: 0))
    #expect(actions.refusal?.code == .steps)
    _ = harness.join(2, sharingMemory: true)
    #expect(harness.machine.takesPart(Samples.peer(2)))
    #expect(harness.machine.workers.map(\.number) == [0])
  }

  @Test("offers no memory to more workers than it has some for")
  func fewOffers() {
    var harness = CoordinatorHarness(Self.schedule) {
      $0.gradientSlots = 1
      $0.maximumSharing = 2
    }
    for number in 1...3 { _ = harness.send(.hello(Samples.hello(number)), from: number) }
    let ready = Message.ready(Ready(arithmetic: Samples.arithmetic))
    for number in 1...2 {
      #expect(harness.send(ready, from: number).sends.map(\.payload) == [.memoryOffer])
    }
    _ = harness.send(ready, from: 3)
    #expect(harness.machine.workers.map(\.number) == [2])
    // There is some again when one has gone.
    _ = harness.handle(.unreachable(Samples.peer(1)))
    _ = harness.send(.hello(Samples.hello(4)), from: 4)
    #expect(harness.send(ready, from: 4).sends.map(\.payload) == [.memoryOffer])
  }

  @Test("cuts off who goes on saying Ready without an answer to the offer")
  func endlessReady() {
    var harness = CoordinatorHarness(Self.schedule) { $0.gradientSlots = 1 }
    _ = harness.send(.hello(Samples.hello(1)), from: 1)
    let ready = Message.ready(Ready(arithmetic: Samples.arithmetic))
    #expect((0..<100).contains { _ in harness.send(ready, from: 1).hasCut })
  }

  @Test("admits a worker for which there is no memory")
  func noMemory() {
    var harness = CoordinatorHarness(Self.schedule) { $0.gradientSlots = 1 }
    _ = harness.send(.hello(Samples.hello(1)), from: 1)
    _ = harness.send(.ready(Ready(arithmetic: Samples.arithmetic)), from: 1)
    let actions = harness.handle(.cannotOffer(Samples.peer(1)))
    #expect(harness.machine.takesPart(Samples.peer(1)))
    #expect(actions.contains(.notice(.sharesNoMemory(harness.machine.workers[0]))))
  }

  @Test("takes no slot that there is not, nor one from a worker that shares nothing")
  func impossibleSlots() {
    for (offered, shares, slot) in [(1, true, 1), (1, false, 0), (0, true, 0)] {
      var harness = CoordinatorHarness(Self.schedule) { $0.gradientSlots = offered }
      _ = harness.join(1, sharingMemory: shares)
      let actions = harness.answer(0, whole, from: 1) { $0.slot = slot }
      #expect(actions == [.notice(.dropped(.impossibleSlot, from: Samples.peer(1)))])
    }
  }

  @Test("takes no slot and payload at once, and no slot in an evaluation")
  func slotsOutOfPlace() {
    var harness = CoordinatorHarness(Self.schedule) { $0.gradientSlots = 1 }
    _ = harness.join(1, sharingMemory: true)
    let both = WorkResult(
      round: 0, node: whole, weightsVersion: 0,
      metrics: Samples.metrics, slot: 0)
    let bytes = [4 * harness.machine.configuration.job.contributionCount]
    #expect(
      harness.send(.result(both), from: 1, payloadSizes: bytes)
        == [.notice(.dropped(.payloadSizes, from: Samples.peer(1)))])
    for round in 0..<2 { _ = harness.answer(round, whole, from: 1) { $0.slot = 0 } }
    #expect(Self.schedule[2].phase == .validation)
    #expect(
      harness.answer(2, whole, from: 1) { $0.slot = 0 }
        == [.notice(.dropped(.impossibleSlot, from: Samples.peer(1)))])
  }

  @Test("lets a worker use each slot once until newer weights show that it was read")
  func workerSlots() {
    var harness = WorkerSlotHarness(Self.schedule, gradientSlots: 1)
    #expect(harness.slots(ofRound: 0, [Node(shard: 0), Node(shard: 1)]) == [0, nil])
    #expect(harness.slots(ofRound: 1, [Node(shard: 0), Node(shard: 1)]) == [0, nil])
    #expect(harness.slots(ofRound: 2, [whole]) == [nil])
  }

  @Test("lets a worker that could not open the memory send payloads")
  func workerWithoutMemory() {
    var harness = WorkerSlotHarness(Self.schedule, gradientSlots: 1, isOpen: false)
    #expect(harness.slots(ofRound: 0, [whole]) == [nil])
  }

  @Test("survives the wire")
  func wire() throws {
    var offer = Samples.offer(gradientSlots: 2)
    offer.token = .max
    let messages: [Message] = [
      .welcome(Welcome(worker: 1, job: Samples.job(Self.schedule), sharedMemory: offer)),
      .ready(Ready(arithmetic: Samples.arithmetic, sharesMemory: true)),
      .ready(Ready(arithmetic: Samples.arithmetic, declinesMemory: true)),
      .weights(Weights(version: 4, slot: 0)),
      .result(WorkResult(round: 0, node: whole, weightsVersion: 0, metrics: [], slot: 3)),
    ]
    for message in messages {
      let envelope = Envelope(jobID: 1, incarnation: 1, message: message)
      #expect(try WireCodec.decode(WireCodec.encode(envelope)) == envelope)
    }
  }

  @Test("believes no offer of slots or descriptors beyond all measure")
  func wildOffers() {
    let wild: [(inout SharedMemoryOffer) -> Void] = [
      { $0.gradientSlots = 0 }, { $0.gradientSlots = 1 << 20 }, { $0.processID = 1 << 40 },
      { $0.weightsDescriptor = 1 << 40 }, { $0.gradientsDescriptor = 1 << 40 },
      { $0.mailboxDescriptor = 1 << 40 }, { $0.coordinatorBell = 1 << 40 },
      { $0.workerBell = 1 << 40 },
    ]
    for change in wild {
      var offer = Samples.offer(gradientSlots: 1)
      change(&offer)
      let welcome = Welcome(worker: 1, job: Samples.job(Self.schedule), sharedMemory: offer)
      let bytes = WireCodec.encode(Envelope(jobID: 1, incarnation: 1, message: .welcome(welcome)))
      #expect(throws: WireError.self) { try WireCodec.decode(bytes) }
    }
  }

  @Test("begins each slot on a page of its own")
  func layout() {
    #expect(SharedMemoryOffer.offset(ofSlot: 0, ofCount: 1) == 4096)
    #expect(SharedMemoryOffer.offset(ofSlot: 2, ofCount: 1024) == 3 * 4096)
    #expect(SharedMemoryOffer.offset(ofSlot: 2, ofCount: 1025) == 5 * 4096)
    #expect(SharedMemoryOffer.blockBytes(slots: 2, ofCount: 1025) == 5 * 4096)
  }
}

/// A worker that is given nodes and says where their gradients go.
private struct WorkerSlotHarness {
  private let schedule: JobSchedule
  private let isOpen: Bool
  private var machine: WorkerMachine
  private let now = Instant(nanoseconds: 0)

  init(_ schedule: JobSchedule, gradientSlots: Int, isOpen: Bool = true) {
    self.schedule = schedule
    self.isOpen = isOpen
    machine = WorkerMachine(.init(hello: Samples.hello(1)), at: now)
    let offer = Samples.offer(gradientSlots: gradientSlots)
    _ = machine.handle(.start, at: now)
    _ = receive(.welcome(Welcome(worker: 0, job: Samples.job(schedule))))
    _ = machine.handle(.configured(Samples.arithmetic), at: now)
    _ = receive(.welcome(Welcome(worker: 0, job: Samples.job(schedule), sharedMemory: offer)))
    _ = machine.handle(.memoryOpened(isOpen), at: now)
    _ = weights(0, slot: isOpen ? 0 : nil)
  }

  mutating func weights(_ version: Int, slot: Int?) -> [WorkerMachine.Action] {
    receive(
      .weights(Weights(version: version, slot: slot)),
      payloadSizes: slot == nil ? [4 * machine.job!.weightCount] : [])
  }

  /// Lets the worker compute nodes of a round, and sends the next weights after a training round.
  mutating func slots(ofRound index: Int, _ nodes: [Node]) -> [Int?] {
    let round = schedule[index]
    let slots = nodes.map { node in
      let work = Work(round: round, node: node)
      let examples = round.plan.range(of: node).count
      let actions = receive(
        .work(work), payloadSizes: machine.job!.workPayloadSizes(examples: examples))
      let computed = machine.handle(
        .computed(round: index, node: node, metrics: [], timings: .init()), at: now)
      let slot = actions.lazy.compactMap {
        if case .compute(_, _, let slot) = $0 { slot } else { nil }
      }.first
      for case .send(.result(let result), let payload) in computed {
        #expect(result.slot == slot)
        #expect((payload == .none) == (slot != nil || round.phase != .training))
      }
      return slot
    }
    if round.phase == .training {
      _ = weights(round.weightsVersion + 1, slot: isOpen ? 0 : nil)
    }
    return slots
  }

  private mutating func receive(
    _ message: Message, payloadSizes: [Int] = []
  ) -> [WorkerMachine.Action] {
    let envelope = Envelope(
      jobID: 5, incarnation: 1, message: message, payloadSizes: payloadSizes)
    return machine.handle(.received(envelope), at: now)
  }
}

extension [CoordinatorMachine.Action] {
  fileprivate var sends: [(message: Message, peer: PeerID, payload: CoordinatorMachine.Payload)] {
    compactMap {
      if case .send(let message, let peer, let payload) = $0 {
        (message, peer, payload)
      } else {
        nil
      }
    }
  }
}
