import ClusterProtocol
import Datasets
import Diagnostics
import Foundation
import Learning
import Sharding
import SharedMemory
import TensorCore
import Training
import ZeroMQ

/// Computes nodes for a coordinator: the driver of a ``WorkerMachine``.
///
/// One thread owns the socket and computes, so signs of life come from the loop that works.
public final class Worker<Program: TrainingProgram> {
  private let program: Program
  private let layers: LayerTree
  // Made once: a program may make them anew at each access.
  private let fields: Fields
  private let configuration: WorkerConfiguration
  private let report: (WorkerEvent) -> Void
  private let clock = MonotonicClock()
  private let socket: Socket
  private let watch: ConnectionWatch
  private var assembler = MessageAssembler()
  private let search: CoordinatorSearch
  private let team: ThreadTeam
  private var machine: WorkerMachine

  private var actions: [WorkerMachine.Action] = []
  private var memory: WorkerMemory?
  private var weights: TensorCore.Weights?
  private var executor: NodeExecutor<Program>?
  private var examples: [WorkKey: ExampleSet] = [:]
  private var results: [WorkKey: NodeResult] = [:]
  private var times = StepClock()
  private var pace = Pace()
  private var frameLimit: FrameLimit
  private var hasWeightsOfJob = false
  // When it computed last: the next weights are probably near.
  private var lastComputed: Instant?
  private var nextTick: Instant
  // What the machine wants computed; done by the loop, so that events never nest.
  private var wanted: (round: Round, node: Node, slot: Int?)?
  private var pending: WorkerMachine.Event?
  private var welcomed: JobDescription?
  private var end: Result<Void, WorkerError>?

  private struct WorkKey: Hashable {
    let round: Int
    let node: Node
  }

  /// Begins to connect.
  ///
  /// - Throws: ``ZeroMQError`` if the endpoint can't be one.
  public init(
    _ program: Program, configuration: WorkerConfiguration, context: Context,
    report: @escaping (WorkerEvent) -> Void
  ) throws(ZeroMQError) {
    self.program = program
    fields = program.fields
    self.configuration = configuration
    self.report = report
    team = ThreadTeam(threads: configuration.threads)
    layers = program.declareLayers()
    frameLimit = FrameLimit(weightCount: layers.layout.count)
    var options = SocketOptions()
    options.maximumFrameBytes = Int64(frameLimit.bytes)
    socket = try Socket(.dealer, in: context, options: options)
    search = CoordinatorSearch(of: configuration.endpoint)
    let supported = configuration.instructionSet.map { [$0] } ?? InstructionSet.usable
    let hello = Hello(
      instance: UInt64.random(in: 1...UInt64.max), name: configuration.name,
      hostName: HostName.current, processID: Int(ProcessInfo.processInfo.processIdentifier),
      identity: ProgramIdentity(of: program, layers: layers),
      supportedISAs: supported.map(\.rawValue),
      isaIsFixed: configuration.instructionSet != nil, processorCount: Processors.available)
    var machineConfiguration = WorkerMachine.Configuration(hello: hello)
    machineConfiguration.stages = program.stages.count
    machineConfiguration.giveUpAfter = configuration.giveUpAfter
    machineConfiguration.mostStoredBytes = max(FrameLimit.leastBytes, AvailableMemory.orAll / 2)
    machine = WorkerMachine(machineConfiguration, at: clock.now)
    nextTick = clock.now
    watch = try ConnectionWatch(socket)
    try socket.connect(to: configuration.endpoint)
    report(.connecting(configuration.endpoint.description))
  }

  /// Looks for the coordinator, works until the job is done.
  ///
  /// - Parameter shouldStop: Asked several times a second, and between shards.
  /// - Throws: ``WorkerError`` if the job was not done, ``ZeroMQError`` if the socket fails.
  public func run(shouldStop: () -> Bool = { false }) throws {
    try handle(.start)
    while end == nil {
      if let event = pending {
        pending = nil
        try handle(event)
      } else if let job = welcomed {
        welcomed = nil
        try configure(for: job, shouldStop: shouldStop)
      } else if let (round, node, slot) = wanted {
        wanted = nil
        try compute(node, of: round, into: slot, shouldStop: shouldStop)
        lastComputed = clock.now
      } else {
        times.enter(.wait)
        let hasMessage = try socket.waitForMessage(
          milliseconds: Self.tickMilliseconds,
          spinningFor: lastComputed.map { Self.patience - $0.duration(to: clock.now) } ?? .zero,
          or: memory?.listener)
        times.enter(.other)
        if hasMessage { try receiveAll() }
      }
      try tick(shouldStop: shouldStop)
    }
    try end?.get()
  }

  private static var tickMilliseconds: Int { 50 }
  private static var mostMessagesAtOnce: Int { 256 }
  // One message in so many is the socket's, whatever the mailbox holds.
  private static var mailboxTurns: Int { 8 }
  /// Longer than a coordinator needs for an update; a core that has gone to sleep meanwhile would take
  /// tens of microseconds to wake up, for every message that passes it.
  private static var patience: Duration { .microseconds(300) }

  /// Computes aside, and meanwhile shows signs of life and reads what comes, so that neither a slow step
  /// nor a signal has to wait for the other.
  ///
  /// - Returns: What came of it; nil if nobody wants it any more.
  private func aside<Value: Sendable>(
    shouldStop: () -> Bool, _ body: @escaping @Sendable (_ isAwaited: @Sendable () -> Bool) -> Value
  ) throws -> Value? {
    let start = clock.now
    return try Aside.run(body) {
      if shouldStop() { try handle(.interrupted) }
      // Whoever is silent for that long as well is stuck rather than slow, and shall be found so.
      let patience = (machine.job?.deadAfter ?? .zero) * Self.slowness
      if start.duration(to: clock.now) < patience {
        try receiveAll()
        try tick(shouldStop: shouldStop)
        times.enter(.compute)
      }
      return end == nil && welcomed == nil
    }
  }

  /// How many times the limit of silence a single piece of work may take.
  private static var slowness: Int { 10 }

  private func tick(shouldStop: () -> Bool) throws {
    guard end == nil, clock.now >= nextTick else { return }
    nextTick = clock.now.advanced(by: .milliseconds(Self.tickMilliseconds))
    if machine.state == .waiting, let news = search.news() { report(news) }
    if shouldStop() { try handle(.interrupted) }
    try handle(.tick)
  }

  /// Reads what has come, but not for ever: between two calls the clock is looked at.
  private func receiveAll() throws {
    for count in 1...Self.mostMessagesAtOnce where end == nil && !hasWork {
      let incoming: Incoming
      // Now and then the socket comes first: a mailbox that fills without end must not shut it up.
      if !count.isMultiple(of: Self.mailboxTurns), let inbox = memory?.mailbox.inbox,
        let message = inbox.next()
      {
        incoming = Incoming(message)
      } else if let frames = try socket.receive() {
        watch.delivered(frames)
        guard let message = assembler.add(frames) else { continue }
        incoming = message
      } else if !count.isMultiple(of: Self.mailboxTurns) {
        break
      } else {
        continue
      }
      switch incoming.envelope {
      case .success(let envelope): try handle(.received(envelope), payload: incoming.payload)
      case .failure(let error): try handle(.malformed(error))
      }
    }
    if memory?.mailbox.inbox.isBroken == true {
      try handle(.coordinatorBroken("found counts in the shared mailbox that can't be"))
    }
  }

  private var hasWork: Bool { wanted != nil || pending != nil || welcomed != nil }

  /// Tells the machine and does what it says; `payload` belongs to the message just received.
  private func handle(_ event: WorkerMachine.Event, payload: [Frame] = []) throws {
    guard end == nil else { return }
    var actions = self.actions
    self.actions = []
    machine.handle(event, at: clock.now, into: &actions)
    for action in actions { try perform(action, payload: payload) }
    actions.removeAll(keepingCapacity: true)
    self.actions = actions
  }

  private func perform(_ action: WorkerMachine.Action, payload: [Frame]) throws {
    switch action {
    case .send(let message, let content): try send(message, content)
    case .configure(let job): welcomed = job
    case .openMemory(let offer, let job):
      memory = open(offer, for: job)
      pending = .memoryOpened(memory != nil)
    case .adoptWeights(let message):
      if message.isCrowded, let processor = Processors.current { Processors.leave(processor) }
      if !hasWeightsOfJob {
        hasWeightsOfJob = true
        times.restart()
      }
      adopt(message, payload)
    case .storeExamples(let round, let node):
      try store(payload, as: WorkKey(round: round, node: node))
    case .compute(let round, let node, let slot): wanted = (round, node, slot)
    case .discard(let round, let node):
      let key = WorkKey(round: round, node: node)
      examples[key] = nil
      results[key] = nil
    case .notice(let notice):
      report(.notice(notice))
      search.heed(notice)
      // A connection that libzmq has ended because of what came over it is not made anew by itself. One
      // over which a job was joined is left alone: its coordinator may only be slow.
      if case .waitingForCoordinator = notice, machine.job == nil { try reconnect() }
    case .stop(let reason):
      // The coordinator may be gone by now, and wants nothing any more.
      if reason.isCoordinatorsWord { socket.abandonUnsent() }
      end = Self.result(of: reason)
    }
  }

  /// Takes new weights: from shared memory, from the payload, or what has changed of the old ones.
  private func adopt(_ message: ClusterProtocol.Weights, _ payload: [Frame]) {
    let layout = layers.layout
    if let slot = message.slot, let memory {
      weights = TensorCore.Weights(
        layout: layout, values: memory.weights(slot: slot), counters: message.counters)
      return
    }
    guard let blocks = message.changedBlocks,
      let map = BlockMap(count: layout.count, bits: blocks), var old = weights
    else {
      weights = TensorCore.Weights(
        layout: layout, values: payload[0].tensor(count: layout.count), counters: message.counters)
      return
    }
    // Nobody computes with the old ones any more, so they are written over if they are our own.
    weights = nil
    let place = old.memoryOfSoleOwner() ?? MutableTensor(copying: old.values)
    map.unpack(payload[0].tensor(count: map.travellingCount), into: place)
    weights = TensorCore.Weights(
      layout: layout, values: place.frozen, counters: message.counters)
  }

  private func send(_ message: Message, _ content: WorkerMachine.Payload) throws {
    times.enter(.send)
    var (message, payload) = (message, [Frame]())
    if case .result(var result) = message,
      let computed = results[WorkKey(round: result.round, node: result.node)],
      let contribution = computed.contribution
    {
      result.loss = computed.totals.loss.bitPattern
      result.denominators = computed.totals.denominators.map(\.bitPattern)
      let elided = ElidedContribution(contribution, isPlaced: result.slot != nil)
      result.counters = computed.counters
      result.liveBlocks = elided.liveBlocks
      result.processor = Processors.current
      message = .result(result)
      if case .contribution = content { payload = [Frame(lending: elided.payload)] }
    }
    // From now on weights and examples may come.
    if case .ready = message, let job = machine.job {
      watch.trustAll(bytes: job.mostUnreadBytesOfCoordinator)
    }
    let envelope = WireCodec.encode(machine.envelope(message, payloadSizes: payload.map(\.count)))
    if payload.isEmpty, case .result = message, let mailbox = memory?.mailbox,
      mailbox.send(envelope)
    {
      return mailbox.wakeReader()
    }
    // What can't be sent has nobody to take it: the coordinator is gone, and its silence will show.
    _ = try socket.send([.copying(envelope)] + payload)
  }

  private func configure(for job: JobDescription, shouldStop: () -> Bool) throws {
    guard let instructionSet = InstructionSet(rawValue: job.isa) else {
      return try handle(
        .configurationFailed("the job's instruction set \(job.isa) is unknown here"))
    }
    do throws(InstructionSetError) {
      try instructionSet.settle()
    } catch {
      // Without the remedy: what to do about it is the job's, not this machine's.
      return try handle(.configurationFailed("\(error.activity): \(error.problem)"))
    }
    if let problem = JobFit(program, layers: layers, threads: team.threads).problem(with: job) {
      return try handle(.configurationFailed(problem))
    }
    if frameLimit.raise(for: job) {
      try reconnect()
      return try handle(.reconnected)
    }
    executor = NodeExecutor(program, layers: layers, seed: job.seed, team: team)
    hasWeightsOfJob = false
    memory = nil
    let (program, layers) = (program, layers)
    let arithmetic = try aside(shouldStop: shouldStop) { isAwaited in
      Arithmetic(
        of: program, layers: layers, on: instructionSet, for: job.shape, while: isAwaited)
    }
    // Meanwhile the coordinator may have gone, and another come.
    guard let arithmetic, welcomed == nil else { return }
    try handle(.configured(arithmetic))
  }

  private func reconnect() throws {
    assembler = MessageAssembler()
    try socket.reconnect(
      to: configuration.endpoint, maximumFrameBytes: Int64(frameLimit.bytes))
  }

  /// Opens the memory that the coordinator offers; without it everything travels in messages.
  private func open(_ offer: SharedMemoryOffer, for job: JobDescription) -> WorkerMemory? {
    // Whoever is on another machine could only mean other processes of this one.
    guard case .ipc = configuration.endpoint else {
      report(.sharesNoMemory("the coordinator is not reached over a socket of this machine"))
      return nil
    }
    do throws(SharedMemoryError) {
      if let memory = try WorkerMemory(offer, for: job) { return memory }
      report(.sharesNoMemory("what was offered is not of this job"))
    } catch {
      report(.sharesNoMemory("\(error.activity): \(error.problem)"))
    }
    return nil
  }

  private func store(_ payload: [Frame], as key: WorkKey) throws {
    guard let count = machine.exampleCount(ofRound: key.round, node: key.node) else { return }
    var columns: [IntegerTensor<UInt8>] = []
    for (field, frame) in zip(fields.specifications, payload) {
      let shape = Shape(rows: count, columns: field.bytesPerExample)
      guard field.dtype != .float32, field.range != nil else {
        columns.append(frame.bytes(shape: shape))
        continue
      }
      // Copied, since a coordinator that shares the memory could change what indexes after the check.
      let column = IntegerTensor(frame.bytes, shape: shape)
      let misfit = column.withBytes { field.firstOutOfRange(in: $0, of: field.dtype) }
      if let misfit {
        let reason = "the number \(misfit.text) of round \(key.round) is none of the field \(field)"
        try send(.goodbye(Goodbye(reason: reason)), .none)
        end = .failure(WorkerError(.badExamples(reason)))
        return
      }
      columns.append(column)
    }
    examples[key] = ExampleSet(fields: fields, count: count, columns: columns)
  }

  private func compute(
    _ node: Node, of round: Round, into slot: Int?, shouldStop: () -> Bool
  ) throws {
    let key = WorkKey(round: round.index, node: node)
    guard let executor, let weights, let examples = examples[key] else {
      requirementFailure("round \(round.index), node \(node) is computed before its data came")
    }
    times.enter(.compute)
    let start = clock.now
    let place = slot.flatMap { memory?.contribution(slot: $0) }
    let computed: NodeResult?
    if pace.isLong(examples.count) {
      computed = try aside(shouldStop: shouldStop) { _ in
        executor.run(node, of: round, on: examples, weights: weights, into: place)
      }
    } else {
      var failure: (any Error)?
      computed = executor.run(node, of: round, on: examples, weights: weights, into: place) {
        do { try tick(shouldStop: shouldStop) } catch { failure = error }
        times.enter(.compute)
      }
      if let failure { throw failure }
    }
    guard let computed, end == nil else { return }
    pace.took(start.duration(to: clock.now), for: examples.count)
    results[key] = computed
    let timings = takeTimings()
    try handle(
      .computed(
        round: round.index, node: node,
        metrics: computed.metrics.flatMap(\.words),
        timings: timings))
  }

  /// Where the time went since the last call.
  private func takeTimings() -> WorkResult.Timings {
    times.enter(.other)
    let timings = WorkResult.Timings(
      waitNanoseconds: times.nanosecondsOfRound(.wait),
      computeNanoseconds: times.nanosecondsOfRound(.compute),
      sendNanoseconds: times.nanosecondsOfRound(.send),
      otherNanoseconds: times.nanosecondsOfRound(.other))
    times.forgetRound()
    return timings
  }

  private static func result(of reason: WorkerMachine.StopReason) -> Result<Void, WorkerError> {
    switch reason {
    case .finished: .success(())
    case .refused(let refused): .failure(WorkerError(.refused(refused)))
    case .abandoned(let reason): .failure(WorkerError(.abandoned(reason)))
    case .configurationFailed(let reason): .failure(WorkerError(.unsuitable(reason)))
    case .impossible(let reason): .failure(WorkerError(.impossible(reason)))
    case .coordinatorSilent(let duration): .failure(WorkerError(.noCoordinator(duration)))
    case .launcherGone: .failure(WorkerError(.launcherGone))
    case .interrupted: .failure(WorkerError(.interrupted))
    }
  }
}
