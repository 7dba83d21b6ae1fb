import ClusterProtocol
import Datasets
import Diagnostics
import Foundation
import Learning
import OperatingSystem
import Sharding
import SharedMemory
import TensorCore
import Training
import ZeroMQ

/// Runs a job on workers: the driver of a ``CoordinatorMachine``.
///
/// Owns the socket, tells the machine what comes and does what it says. Everything happens on the
/// thread that calls ``run(shouldStop:)``, but for the program's loop, which has a thread of its own.
public final class Coordinator<Program: TrainingProgram> {
  /// Where it listens, wildcards resolved.
  public let endpoint: Endpoint
  /// Whether the weights lie in memory that workers of this machine may open.
  public var sharesMemory: Bool { memory != nil }
  /// Where the time of a training step went so far; nil before the first.
  public var breakdown: StepBreakdown? {
    StepBreakdown.Coordinator(of: session).map {
      .cluster(coordinator: $0, workers: workerTimes.breakdowns)
    }
  }
  /// What the machine has counted so far.
  public var statistics: CoordinatorMachine.Statistics { machine.statistics }

  let program: Program
  /// How many epochs the run was asked for.
  let epochs: Int
  var reader: ExampleReader
  let session: TrainingSession<Program>
  private let children: any ChildProcesses
  let report: (CoordinatorEvent) -> Void
  let clock = MonotonicClock()
  let socket: Socket
  let watch: ConnectionWatch
  var memory: CoordinatorMemory?
  var machine: CoordinatorMachine

  private var actions: [CoordinatorMachine.Action] = []
  /// What came of actions, to be told to the machine when they are done.
  var consequences: [CoordinatorMachine.Event] = []
  // Of the rounds under way, what has come in.
  private var results: [Int: [Node: (result: NodeResult, worker: WorkerInfo)]] = [:]
  var broadcast: WeightsBroadcast
  var lastWeights: (envelope: Envelope, bytes: [UInt8])?
  private var workerTimes = WorkerTimes()
  // When a message came last: the next one is probably near.
  private var lastHeard: Instant?
  private var isBehind = false
  let job: JobDescription
  // What the gradients of each stage are of.
  let forms: [GradientForm]
  // Results that are awaited, as far as they come through the socket.
  var awaitedResults: [PeerID: AwaitedResults] = [:]
  private var trainingError: TrainingError?
  private var isCaughtUp = false
  /// Where the loop asks for what it wants.
  let loop: LoopChannel
  // What is listened to if no memory is shared with workers.
  private let ownListener: MailboxListener?
  /// What the loop waits for.
  var wanted: Pass?
  private var outcome: Outcome?

  private enum Outcome {
    case finished
    case failed(any Error)
  }

  /// Begins to listen.
  ///
  /// - Parameters:
  ///   - program: What is trained.
  ///   - configuration: Where and how.
  ///   - shape: What the rounds are cut from.
  ///   - examples: What the rounds draw from.
  ///   - weights: What to begin with.
  ///   - context: Where the socket lives.
  ///   - children: The worker processes that were launched beside it.
  ///   - observer: Told of every round.
  ///   - report: Told of what happens to workers.
  /// - Throws: `MetricFault` if the program's metrics can't be told apart or are too large, `OptimizerFault`
  ///   if its optimizers can't share out the variables, `FollowerFault` if followers do not fit,
  ///   `ExampleMismatch` if it can't take the examples, ``ZeroMQError`` if the endpoint can't be bound.
  public init(
    _ program: Program, configuration: CoordinatorConfiguration, shape: JobShape,
    examples: ExampleSplits, weights: TensorCore.Weights, context: Context,
    children: any ChildProcesses = NoChildProcesses(),
    observer: (any TrainingObserver)? = nil,
    report: @escaping (CoordinatorEvent) -> Void
  ) throws {
    try program.metrics.check(in: Program.name)
    try program.optimizers.check(weights.layout, in: Program.name)
    try program.checkFollowers(in: weights.layout)
    self.program = program
    epochs = configuration.job.epochs
    reader = ExampleReader(
      try examples.fitted(to: program), seed: configuration.job.seed)
    self.children = children
    self.report = report
    let probe =
      configuration.probe
      ?? JobProbe(program, on: configuration.instructionSet, for: shape)
    // A larger frame can't be of this job; the connection ends before memory is taken for it.
    var options = SocketOptions()
    options.maximumFrameBytes = Int64(
      max(4 * weights.layout.contributionCount, WireCodec.maximumEnvelopeBytes))
    socket = try Socket(.router, in: context, options: options)
    watch = try ConnectionWatch(socket)
    endpoint = try socket.bind(to: configuration.endpoint)
    report(.listening(endpoint.description))
    let layout = weights.layout
    let job = JobDescription(
      program: Program.name, seed: configuration.job.seed, shape: shape,
      isa: configuration.instructionSet.rawValue, contributionCount: layout.contributionCount,
      weightCount: layout.count, counterCount: layout.counters.count,
      fields: JobField.fields(of: program.fields),
      deadAfter: probe.patience(atLeast: configuration.deadAfter))
    if configuration.sharesMemory, case .ipc = endpoint {
      do throws(SharedMemoryError) {
        memory = try CoordinatorMemory(
          for: layout, SharedMemoryPlan(for: job, workers: configuration.minimumWorkers))
      } catch {
        report(.sharesNoMemory("\(error.activity): \(error.problem)"))
      }
    }
    self.job = job
    ownListener = memory == nil ? MailboxListener(inboxes: [], bell: try Bell()) : nil
    forms = probe.forms
    loop = LoopChannel(ringing: try (memory?.listener ?? ownListener)?.bell ?? Bell())
    broadcast = WeightsBroadcast(isMemoryShared: memory != nil)
    session = TrainingSession(
      program, shape: shape, weights: weights, weightsMemory: memory?.weightsMemory,
      team: ThreadTeam(threads: configuration.threads), observer: observer)
    session.firstCountedEpoch = configuration.firstCountedEpoch
    var machineConfiguration = CoordinatorMachine.Configuration(
      job: job, jobID: UInt64.random(in: 1...UInt64.max),
      identity: ProgramIdentity(of: program, layers: probe.layers),
      arithmetic: probe.arithmetic,
      metricParts: WorkResult.MetricPart.parts(of: program.metrics.states),
      hostName: HostName.current,
      minimumWorkers: configuration.minimumWorkers)
    machineConfiguration.denominatorCounts = forms.map(\.divided.count)
    machineConfiguration.joinTimeout = configuration.joinTimeout
    // Half of the files is for workers; strangers have a quarter at most.
    machineConfiguration.maximumWorkers = min(
      machineConfiguration.maximumWorkers,
      max(configuration.minimumWorkers, (ProcessRoom.openFileLimit ?? .max) / 2))
    machineConfiguration.gradientSlots = memory?.plan.gradientSlots ?? 0
    machine = CoordinatorMachine(machineConfiguration, at: clock.now)
  }

  /// Waits for workers and runs the program's loop to its end.
  ///
  /// - Parameter shouldStop: Asked several times a second.
  /// - Returns: The session at its end: weights, slots and record.
  /// - Throws: `JobFailure` if a worker died or somebody stopped the job, `TrainingError` if a
  ///   gradient is not finite, ``ZeroMQError`` if the socket fails, and what the program's loop throws.
  public func run(shouldStop: () -> Bool = { false }) throws -> TrainingSession<Program> {
    var nextTick = clock.now
    try startLoop()
    // Whatever ends this, the loop's thread must not wait for ever.
    defer { loop.close(ending ?? JobFailure(.interrupted, after: machine.completedRounds)) }
    while outcome == nil {
      session.enter(.wait)
      let hasMessage = try socket.waitForMessage(
        milliseconds: Self.tickMilliseconds, spinningFor: patienceLeft,
        or: (memory?.listener ?? ownListener).map { LoopListener(mailboxes: $0, loop: loop) })
      session.enter(.receive)
      if hasMessage {
        try receiveAll()
        lastHeard = clock.now
      }
      session.enter(.other)
      if outcome == nil { try serveLoop() }
      if outcome == nil, clock.now >= nextTick {
        nextTick = clock.now.advanced(by: .milliseconds(Self.tickMilliseconds))
        if shouldStop() { try handle(.interrupted) }
        for event in endedChildren() + cutWorkers() { try handle(event) }
        if isBehind { try handle(.behind) }
        try handle(.tick)
      }
    }
    try takeLeave()
    if case .failed(let error) = outcome { throw error }
    return session
  }

  /// What the job has failed of, if it has.
  private var ending: (any Error)? {
    if case .failed(let error) = outcome { error } else { nil }
  }

  private func endedChildren() -> [CoordinatorMachine.Event] {
    children.reapEnded().map {
      .processEnded(processID: $0.processID, description: $0.description)
    }
  }

  /// A worker that was killed loses its connection a moment before it can be told how it ended.
  private func endedChildrenSoon() -> [CoordinatorMachine.Event] {
    for _ in 0..<20 where !children.isEmpty {
      let ended = endedChildren()
      if !ended.isEmpty { return ended }
      Thread.sleep(forTimeInterval: 0.005)
    }
    return []
  }

  /// The workers whose connections were ended for what they held.
  private func cutWorkers() -> [CoordinatorMachine.Event] {
    watch.takeTrustedCut().map {
      .cutOff(PeerID(bytes: $0), reason: "it sent more than it was asked for")
    }
  }

  /// How long to look out for a result before going to sleep. Who looks out leaves its core to a worker
  /// that computes there, but need not be woken up: that would interrupt one that computes, and might
  /// move it. Payloads that go through sockets need the core for the threads that carry them.
  private var patienceLeft: Duration {
    guard memory != nil || machine.hasIdleWorker, let lastHeard else { return .zero }
    return Self.patience - lastHeard.duration(to: clock.now)
  }

  private static var tickMilliseconds: Int { 50 }
  /// Longer than a small step takes; a large one does not burn a core.
  private static var patience: Duration { .microseconds(300) }
  // Between two looks at the clock: a flood of messages must not keep a tick away.
  private static var mostMessagesAtOnce: Int { 256 }
  // One message in so many is the socket's, whatever the mailboxes hold.
  private static var mailboxTurns: Int { 8 }

  private func receiveAll() throws {
    isBehind = false
    for count in 1...Self.mostMessagesAtOnce {
      session.enter(.receive)
      guard outcome == nil else { return }
      // Now and then the socket comes first: mailboxes that fill without end must not shut it up.
      if !count.isMultiple(of: Self.mailboxTurns), let (find, peer) = memory?.nextMessage() {
        switch find {
        case .message(let message): try handle(Incoming(message), from: peer)
        case .lies: try handle(.mailboxBroken(peer))
        }
      } else if let frames = try socket.receive() {
        guard let id = frames.first else { continue }
        watch.delivered(frames.dropFirst(), by: id)
        let (incoming, peer) = (Incoming(frames: frames.dropFirst()), PeerID(bytes: id.bytes))
        // Results of strangers are awaited by nobody.
        if let round = incoming.resultRound, awaitedResults[peer] != nil {
          expect(resultsFrom: peer) { $0.resultCame(ofRound: round) }
        }
        try handle(incoming, from: peer)
      } else if !count.isMultiple(of: Self.mailboxTurns) {
        return
      }
    }
    isBehind = true
  }

  private func handle(_ incoming: Incoming, from peer: PeerID) throws {
    switch incoming.envelope {
    case .success(var envelope):
      // There may have been no memory left to offer, and gradients that are said to be in it are nowhere.
      if case .ready(var ready) = envelope.message, memory?.hasBlocks(for: peer) != true {
        ready.sharesMemory = false
        envelope.message = .ready(ready)
      }
      try handle(.received(envelope, from: peer), payload: incoming.payload)
    case .failure(let error): try handle(.malformed(error, from: peer))
    }
  }

  /// Tells the machine and does what it says, and then what comes of that; `payload` belongs to the
  /// message just received.
  func handle(_ event: CoordinatorMachine.Event, payload: [Frame] = []) throws {
    try tell(event, payload: payload)
    // Not one within the other: thousands of peers may be found gone at a time.
    while outcome == nil, let next = consequences.popLast() {
      if case .unreachable(let peer) = next, machine.takesPart(peer) {
        // How it ended says more than that it did.
        for event in cutWorkers() + endedChildrenSoon() { try tell(event) }
      }
      try tell(next)
    }
  }

  private func tell(_ event: CoordinatorMachine.Event, payload: [Frame] = []) throws {
    guard outcome == nil else { return }
    machine.handle(event, at: clock.now, into: &actions)
    for action in actions where trainingError == nil { try perform(action, payload: payload) }
    actions.removeAll(keepingCapacity: true)
    memory?.wakeReaders()
    if let error = trainingError {
      trainingError = nil
      isCaughtUp = false
      try abort(error, saying: error.problem)
    }
    // Last of all: from now on the session is the loop's.
    if isCaughtUp {
      isCaughtUp = false
      loop.answer()
    }
  }

  /// Gives the job up, because its numbers went wrong or its loop did, and tells the workers.
  func abort(_ error: any Error, saying reason: String) throws {
    try sendAnswers(to: .aborted(reason))
    outcome = .failed(error)
  }

  private func perform(_ action: CoordinatorMachine.Action, payload: [Frame]) throws {
    switch action {
    case .send(let message, let peer, let content):
      try send(message, to: peer, content)
    case .storeResult(let result, let round, let worker):
      if session.counts(round) { workerTimes.add(result, of: worker) }
      let nodeResult = NodeResult(
        contribution: contribution(of: result, from: worker, payload),
        totals: totals(of: result, in: round), counters: result.counters,
        metrics: MetricStates.states(of: session.record.metrics, from: result.metrics))
      results[result.round, default: [:]][result.node] = (nodeResult, worker)
    case .completeRound(let round, let frontier):
      complete(round, frontier)
    case .caughtUp: isCaughtUp = true
    case .calledBack: results.removeAll()
    case .admitted(let worker, let peer):
      expect(resultsFrom: peer) { _ in }
      report(.joined(worker))
    case .cut(let peer):
      awaitedResults[peer] = nil
      watch.cut(peer.bytes)
    case .refused(_, let hello, let refused):
      report(.refused(worker: "process \(hello.processID) on \(hello.hostName)", refused))
    case .left(let worker, let cause):
      memory?.forget(worker: worker.number)
      report(.left(worker, cause))
    case .forget(let worker): memory?.forget(worker: worker)
    case .notice(let notice):
      if case .started = notice {
        session.beginClock()
        if let wanted { session.roundsBegan(wanted) }
      }
      report(.notice(notice))
    case .fail(let failure): outcome = .failed(failure)
    case .finished:
      session.end()
      outcome = .finished
    }
  }

  /// Where the contribution of a result is: in shared memory or in the payload, whole or what is left of
  /// it.
  private func contribution(
    of result: WorkResult, from worker: WorkerInfo, _ payload: [Frame]
  ) -> SparseVector? {
    let count = session.weights.layout.contributionCount
    let map = result.liveBlocks.flatMap { BlockMap(count: count, bits: $0) }
    let found: Tensor?
    if let slot = result.slot {
      found = memory?.contribution(ofWorker: worker.number, slot: slot)
    } else {
      found = payload.first?.tensor(count: map?.travellingCount ?? count)
    }
    return found.map { map?.vector(of: $0) ?? SparseVector($0) }
  }

  /// What a result says of losses and denominators, as the machine has found it fit.
  private func totals(of result: WorkResult, in round: Round) -> LossTotals {
    guard round.phase == .training, !round.plan.range(of: result.node).isEmpty else {
      return LossTotals()
    }
    return LossTotals(
      form: forms[round.stage], denominators: result.denominators.map(Double.init(bitPattern:)),
      loss: Double(bitPattern: result.loss))
  }

  private func complete(_ round: Round, _ frontier: [Node]) {
    let parts = results.removeValue(forKey: round.index) ?? [:]
    if round.phase == .training && memory == nil {
      broadcastChange(by: parts.values.compactMap(\.result.contribution), in: round)
    }
    do throws(TrainingError) {
      try session.complete(
        round,
        with: frontier.map { node in
          guard let result = parts[node]?.result else {
            requirementFailure("round \(round.index) is complete without its node \(node)")
          }
          return (node, result)
        })
    } catch {
      trainingError = error.naming { parts[$0]?.worker.description }
    }
  }
}
