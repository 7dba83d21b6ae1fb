import ClusterProtocol
import Sharding
import TestSupport

/// A coordinator and its workers on one simulated network, everything decided by a seed.
struct Simulation {
  var network: SimulatedNetwork
  var coordinator: CoordinatorMachine
  var workers: [SimulatedWorker]
  private(set) var history = History()
  private(set) var actions: [CoordinatorMachine.Action] = []
  private(set) var endedAt: Instant?
  /// Until when the coordinator's process stands still.
  private var frozenUntil = Instant(nanoseconds: 0)
  private var weights = ToyModel.initialWeights
  private var sums: [SimulatedWorker.Key: ToyModel.NodeSum] = [:]
  // What the loop still wants.
  private var passes: [Pass]
  /// What the loop says will follow; it may be wrong.
  var announced: ([Pass]) -> [Pass] = { $0 }
  /// Before which passes the loop puts other weights in place.
  var replacesWeightsBefore: Set<Phase> = []

  init(
    seed: UInt64, workers: Int, minimumWorkers: Int, schedule: JobSchedule,
    faults: SimulatedNetwork.Faults = .init()
  ) {
    network = SimulatedNetwork(seed: seed, faults: faults)
    coordinator = CoordinatorMachine(
      Samples.configuration(schedule, minimumWorkers: minimumWorkers),
      at: Instant(nanoseconds: 0))
    passes = schedule.passes
    self.workers = (0..<workers).map { SimulatedWorker(number: $0, hello: Samples.hello($0)) }
    network.schedule(.tick, after: .zero)
  }

  /// Runs until the coordinator has ended and the network is still, or for a time limit.
  mutating func run(limit: Duration = .seconds(300)) {
    wantNextPass()
    let end = Instant(nanoseconds: 0).advanced(by: limit)
    while let happening = network.next(), network.now < end {
      step(happening)
      if endedAt == nil && !coordinator.isOpen { endedAt = network.now }
    }
  }

  /// What the loop does when it has what it wanted.
  private mutating func wantNextPass() {
    guard let pass = passes.first else { return handle(.concluded) }
    passes.removeFirst()
    if replacesWeightsBefore.contains(pass.phase), !pass.isEmpty {
      ToyModel.replace(&weights)
      handle(.weightsReplaced)
    }
    handle(.wanted([pass], ahead: announced(passes)))
  }

  private mutating func step(_ happening: SimulatedNetwork.Happening) {
    switch happening {
    case .atCoordinator(_, _, _) where network.now < frozenUntil:
      network.schedule(happening, after: network.now.duration(to: frozenUntil))
    case .coordinatorFreezes(let duration): frozenUntil = network.now.advanced(by: duration)
    case .atCoordinator(let envelope, let payload, let peer):
      receive(envelope, payload, from: peer)
    case .atWorker(let number, let envelope, let payload):
      workers[number].receive(envelope, payload, in: &network)
    case .workerStarts(let number):
      workers[number].isAlive = true
      workers[number].handle(.start, in: &network)
    case .workerDies(let number): workers[number].isAlive = false
    case .workerComputed(let number, let event): workers[number].handle(event, in: &network)
    case .tick: tick()
    }
  }

  private mutating func tick() {
    if network.now >= frozenUntil { handle(.tick) }
    for number in workers.indices { workers[number].handle(.tick, in: &network) }
    if network.happens(network.faults.garbage) { sendGarbage() }
    let isAnyoneAtWork = workers.contains { worker in
      if case .stopped = worker.machine.state { false } else { worker.isAlive }
    }
    if coordinator.isOpen || isAnyoneAtWork {
      network.schedule(.tick, after: .milliseconds(100))
    }
  }

  private mutating func receive(_ bytes: [UInt8], _ payload: [[UInt8]], from peer: PeerID) {
    do throws(WireError) {
      let envelope = try WireCodec.decode(bytes, payloadSizes: payload.map(\.count))
      handle(.received(envelope, from: peer), payload)
    } catch {
      handle(.malformed(error, from: peer))
    }
  }

  mutating func handle(_ event: CoordinatorMachine.Event, _ payload: [[UInt8]] = []) {
    for action in coordinator.handle(event, at: network.now) {
      actions.append(action)
      perform(action, payload)
    }
  }

  private mutating func perform(_ action: CoordinatorMachine.Action, _ payload: [[UInt8]]) {
    switch action {
    case .send(let message, let peer, let symbol):
      let frames = frames(symbol)
      let envelope = coordinator.envelope(message, payloadSizes: frames.map(\.count))
      guard let number = workers.firstIndex(where: { $0.peer == peer }) else { return }
      network.deliver(
        .atWorker(number, envelope: WireCodec.encode(envelope), payload: frames))
    case .storeResult(let result, _, _):
      // Added, not replaced: a result that is stored twice shows.
      let key = SimulatedWorker.Key(round: result.round, node: result.node)
      let gradients = payload.isEmpty ? [0, 0, 0] : ToyModel.floats(payload[0])
      let sum = ToyModel.NodeSum(gradients: gradients, metrics: result.metrics)
      sums[key] != nil ? sums[key]?.add(sum) : (sums[key] = sum)
    case .completeRound(let round, let frontier): complete(round, frontier)
    case .caughtUp: wantNextPass()
    case .calledBack: sums = [:]
    case .cut(let peer):
      if let number = workers.firstIndex(where: { $0.peer == peer }) {
        network.schedule(.workerComputed(number, .disconnected), after: .milliseconds(1))
      }
    default: break
    }
  }

  private func frames(_ payload: CoordinatorMachine.Payload) -> [[UInt8]] {
    switch payload {
    case .none, .memoryOffer: []
    case .weights: [ToyModel.bytes(weights)]
    case .examples(let phase, let range): ToyModel.payload(phase, range)
    }
  }

  private mutating func complete(_ round: Round, _ frontier: [Node]) {
    let keys = frontier.map { SimulatedWorker.Key(round: round.index, node: $0) }
    let root = Node(lo: 0, hi: round.plan.shards)
    guard let plan = ReductionPlan(root: root, frontier: frontier) else { return }
    let sum = plan.fold(keys.map { sums[$0] ?? .init() }) { $0.add($1) }
    for key in keys { sums[key] = nil }
    if round.phase == .training { ToyModel.update(&weights, by: sum) }
    history.append(round, sum, weights: weights)
  }
}

extension Simulation {
  /// Random bytes and lies, from strangers and workers, to both sides.
  private mutating func sendGarbage() {
    let stranger = Samples.peer(200)
    let isWorker = network.happens(0.5)
    let liar =
      isWorker ? workers.randomElement(using: &network.generator)?.peer ?? stranger : stranger
    let round = coordinator.completedRounds
    let lies: [Message] = [
      .result(
        WorkResult(
          round: round, node: Node(lo: 0, hi: coordinator.configuration.job.shape.shards),
          weightsVersion: coordinator.weightsVersion + 1, metrics: [])),
      .result(
        WorkResult(
          round: round, node: Node(lo: 60_000, hi: 60_001),
          weightsVersion: coordinator.weightsVersion,
          metrics: ToyModel.NodeSum().metrics)),
      .result(
        WorkResult(round: 1 << 60, node: Node(shard: 0), weightsVersion: 0, metrics: [])),
      .weights(Weights(version: 0)),
      .work(Work(round: .sample(1 << 60, weightsVersion: 0), node: Node(shard: 2))),
      .welcome(Welcome(worker: 7, job: coordinator.configuration.job)),
    ]
    for lie in lies {
      let bytes = WireCodec.encode(coordinator.envelope(lie))
      receive(bytes, [], from: liar)
      receive(bytes, [], from: stranger)
      receive(bytes, [[1, 2, 3]], from: stranger)
    }
    let noise = network.generator.bytes(Int.random(in: 0...80, using: &network.generator))
    receive(noise, [], from: stranger)
    let rogue = network.faults.rogue.map(Samples.peer) ?? stranger
    receive([0x08, UInt8(WireCodec.protocolVersion)] + noise, [noise], from: rogue)
    for number in workers.indices {
      workers[number].receive(noise, [], in: &network)
      let foreign = Envelope(jobID: 1, incarnation: 1, message: .abandon(Abandon(reason: "lie")))
      workers[number].receive(WireCodec.encode(foreign), [], in: &network)
      // Work and weights, but of another job.
      for lie in lies[3...4] {
        let foreign = Envelope(jobID: 1, incarnation: 1, message: lie)
        workers[number].receive(WireCodec.encode(foreign), [], in: &network)
      }
    }
  }
}

extension Simulation {
  /// The number and node of every piece of work that was handed out, in order.
  var numbersOfWork: [SimulatedWorker.Key] {
    actions.compactMap {
      guard case .send(.work(let work), _, _) = $0 else { return nil }
      return SimulatedWorker.Key(round: work.round.index, node: work.node)
    }
  }
}
