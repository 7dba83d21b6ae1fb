import Sharding

/// A worker's side of the protocol, as a value that turns events into actions.
///
/// It knows no sockets, no clock and no tensors. It introduces itself until it is answered, stores
/// the work sent ahead, computes it in the order of the rounds as soon as the weights of the right
/// version are there, and shows signs of life.
public struct WorkerMachine: Sendable {
  /// Where the worker stands.
  public enum State: Hashable, Sendable {
    /// Looking for a coordinator, for the first time or again.
    case waiting
    /// Welcomed, and setting up for the job.
    case configuring
    /// Taking part in the job.
    case working
    /// Done, for a reason.
    case stopped(StopReason)
  }

  /// What the worker was started with.
  public private(set) var configuration: Configuration
  /// Where the worker stands.
  public internal(set) var state = State.waiting
  /// Messages that were dropped.
  public private(set) var dropped = DropCounts()
  /// How many shards were computed.
  public internal(set) var computedShards = 0

  /// The job last welcomed to; kept while the coordinator is lost, in case it is only slow.
  var session: WorkerSession?

  var waitingSince: Instant
  var lastHello: Instant
  var nextNotice: Instant
  var lastHeard: Instant
  var lastTick: Instant
  var lastHeartbeat: Instant
  var heartbeats = 0
  var lastRound = 0
  /// The other version of the protocol that was named last, and the Hello that it came after.
  var otherVersion: (version: UInt32, hello: Instant)?

  /// - Parameters:
  ///   - configuration: What the worker has to know.
  ///   - now: The present time.
  public init(_ configuration: Configuration, at now: Instant) {
    self.configuration = configuration
    waitingSince = now
    lastHello = now
    nextNotice = now
    lastHeard = now
    lastTick = now
    lastHeartbeat = now
  }

  /// The job that the worker takes part in; nil before it was welcomed.
  public var job: JobDescription? { session?.job }

  /// How many examples a node has whose work is yet to be answered; nil if there is none such.
  public func exampleCount(ofRound round: Int, node: Node) -> Int? {
    session?.exampleCount(ofRound: round, node: node)
  }

  /// The worker's number in the job, from 0; nil before it was welcomed.
  public var number: Int? { session?.number }

  /// Puts a message into the envelope of the job and incarnation that the worker belongs to.
  public func envelope(_ message: Message, payloadSizes: [Int] = []) -> Envelope {
    Envelope(
      jobID: session?.jobID ?? 0, incarnation: session?.incarnation ?? 0, message: message,
      payloadSizes: payloadSizes)
  }

  /// Turns an event into the actions that it calls for.
  public mutating func handle(_ event: Event, at now: Instant) -> [Action] {
    var actions: [Action] = []
    handle(event, at: now, into: &actions)
    return actions
  }

  /// Turns an event into the actions that it calls for, and appends them to a list that the caller
  /// may use again and again.
  public mutating func handle(_ event: Event, at now: Instant, into actions: inout [Action]) {
    if case .stopped = state { return }
    switch event {
    case .start: lookForCoordinator(at: now, into: &actions)
    case .received(let envelope): receive(envelope, at: now, into: &actions)
    case .malformed(let error): malformed(error, into: &actions)
    case .configured(let arithmetic): configured(arithmetic, into: &actions)
    case .memoryOpened(let isOpen): memoryOpened(isOpen, into: &actions)
    case .configurationFailed(let reason):
      stop(.configurationFailed(reason), saying: reason, into: &actions)
    case .computed(let round, let node, let metrics, let timings):
      answer(WorkKey(round: round, node: node), metrics, timings, into: &actions)
    case .tick: tick(at: now, into: &actions)
    case .disconnected:
      guard state != .waiting else { return }
      actions.append(.notice(.disconnected))
      lookForCoordinator(at: now, into: &actions)
    case .reconnected:
      discardAll(into: &actions)
      session = nil
      lookForCoordinator(at: now, into: &actions)
    case .coordinatorBroken(let reason): giveUp(reason, into: &actions)
    case .launcherGone: stop(.launcherGone, saying: "the launcher is gone", into: &actions)
    case .interrupted: stop(.interrupted, saying: "interrupted", into: &actions)
    }
  }

  private mutating func receive(
    _ envelope: Envelope, at now: Instant, into actions: inout [Action]
  ) {
    switch envelope.message {
    case .welcome(let welcome):
      return join(envelope, welcome, at: now, into: &actions)
    case .refused(let refused):
      guard state == .waiting || session?.matches(envelope) == true else {
        return drop(.otherJob, into: &actions)
      }
      return stop(.refused(refused), saying: nil, into: &actions)
    default: break
    }
    guard let session, session.matches(envelope) else { return drop(.otherJob, into: &actions) }
    lastHeard = now
    // The coordinator was slow, not gone.
    if state == .waiting { resume(into: &actions) }
    switch envelope.message {
    case .weights(let weights): adopt(weights, envelope.payloadSizes, into: &actions)
    case .work(let work): accept(work, envelope.payloadSizes, into: &actions)
    case .heartbeat: countGreeting(at: now, into: &actions)
    case .cancel(let cancel): forget(before: cancel.firstRound, into: &actions)
    case .abandon(let abandon): stop(.abandoned(abandon.reason), saying: nil, into: &actions)
    case .finish: stop(.finished, saying: nil, into: &actions)
    default: drop(.unexpected, into: &actions)
    }
  }

  /// Leaves a coordinator that says without end what needs not be said.
  mutating func countGreeting(at now: Instant, into actions: inout [Action]) {
    guard let interval = session?.job.heartbeatInterval,
      session?.greetings.add(every: interval, at: now) == false
    else { return }
    giveUp("was sent more signs of life than anybody could use", into: &actions)
  }

  /// Instruction sets cannot be changed once one was used.
  mutating func fixISA(_ isa: String) {
    configuration.hello.supportedISAs = [isa]
    configuration.hello.isaIsFixed = true
  }

  /// Counts a message that leads to nothing.
  mutating func drop(_ reason: DropReason, into actions: inout [Action]) {
    if dropped.count(reason) { actions.append(.notice(.dropped(reason))) }
    // Of a stranger who answers in the coordinator's place the connection takes little.
    if state != .waiting { countGreeting(at: lastTick, into: &actions) }
  }

  /// Leaves a job that can't go on, since what was sent can't be used and nothing else will be sent.
  mutating func giveUp(_ reason: String, into actions: inout [Action]) {
    stop(.impossible(reason), saying: reason, into: &actions)
  }

  /// Stops for good, and takes leave of a coordinator that does not know why.
  mutating func stop(
    _ reason: StopReason, saying farewell: String?, into actions: inout [Action]
  ) {
    if let farewell, session != nil {
      actions.append(.send(.goodbye(Goodbye(reason: farewell)), payload: .none))
    }
    state = .stopped(reason)
    actions.append(.stop(reason))
  }
}
