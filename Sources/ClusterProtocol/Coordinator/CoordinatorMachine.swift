import Sharding

/// The coordinator's side of the protocol, as a value that turns events into actions.
///
/// It knows no sockets, no clock and no tensors. It gathers workers, hands out the nodes of each
/// round ahead of time, broadcasts every version of the weights, and declares rounds complete in
/// their order, whatever the order of the answers.
///
/// Which rounds there are, a loop decides as it goes: those that it wants are completed, and those that
/// will probably follow are handed out, too, but complete only once they are wanted. Which bits come out
/// depends on that and the tree alone, so the machine is free in everything else.
public struct CoordinatorMachine: Sendable {
  /// Where the job stands.
  public enum State: Hashable, Sendable {
    /// Waiting for enough workers.
    case gathering
    /// Rounds are under way.
    case running
    /// The loop has come to its end.
    case finished
    /// The job was given up.
    case failed(JobFailure)
  }

  /// What the machine has counted.
  public struct Statistics: Hashable, Sendable {
    /// Messages that were dropped.
    public internal(set) var dropped = DropCounts()
    /// Results that were stored.
    public internal(set) var results = 0
    /// Results of rounds that had been called back.
    public internal(set) var cancelledResults = 0
    /// Workers that were welcomed and left without having taken part.
    public internal(set) var passersBy = 0
    /// Hellos and Readys that were answered by a refusal.
    public internal(set) var refusals = 0
    /// Peers that were cut off for what they sent.
    public internal(set) var cutOff = 0
  }

  /// What the coordinator was started with.
  public let configuration: Configuration
  /// Where the job stands.
  public internal(set) var state = State.gathering
  /// What the machine has counted.
  public internal(set) var statistics = Statistics()
  /// Counts the changes of the weights: updates, and others by the loop.
  public internal(set) var weightsVersion = 0
  /// How many rounds are complete, in order.
  public internal(set) var completedRounds = 0

  var members = Members()
  /// What is to be done from the first round on that is not complete.
  var queue = PassQueue()
  /// How many of the rounds in the queue the loop waits for.
  var wantedRounds = 0
  /// The rounds handed out and not complete: the first of the queue, numbered without gaps.
  var rounds: [RoundInFlight] = []
  /// The number of the round that is handed out next.
  var nextRound = 0
  /// Rounds that were called back, the last of them, to know late answers by.
  var cancelled: [RoundInFlight] = []
  /// Who gets which node of the next round; nil until it is needed after a change of workers.
  var shares: [Share]?
  var told = RefusalsTold()
  var strikes = Strikes()
  var placement = Placement()
  var sawNonFiniteMetric = false

  var gatheringSince: Instant
  var lastTick: Instant
  var lastHeartbeat: Instant
  var lastWaitingNotice: Instant
  var lastForgiven: Instant
  // When a round was completed last, and how long the next may take before it is remarked on.
  var lastProgress: Instant
  var nextHeldNotice = Self.firstHeldNotice
  var heartbeats = 0

  /// - Parameters:
  ///   - configuration: What the coordinator has to know.
  ///   - now: The present time.
  public init(_ configuration: Configuration, at now: Instant) {
    self.configuration = configuration
    gatheringSince = now
    lastTick = now
    lastHeartbeat = now
    lastWaitingNotice = now
    lastForgiven = now
    lastProgress = now
  }

  /// The workers that take part, in the order of their numbers.
  public var workers: [WorkerInfo] { members.active.map(\.info) }

  /// The peers that were welcomed and are not gone, whether they take part yet or not.
  public var peers: [PeerID] { members.all.map(\.peer) }

  /// Whether a peer is a worker that takes part.
  public func takesPart(_ peer: PeerID) -> Bool { members.isActive(peer) }

  /// Whether a training round is under way that some worker has nothing more to do for. The others
  /// will answer soon, and meanwhile a core is free to look out for them.
  public var hasIdleWorker: Bool {
    guard state == .running, let first = rounds.first, first.round.phase == .training else {
      return false
    }
    return 0 < first.missing && first.missing < members.activeCount
  }

  /// Puts a message into the envelope of this job and incarnation.
  public func envelope(_ message: Message, payloadSizes: [Int] = []) -> Envelope {
    Envelope(
      jobID: configuration.jobID, incarnation: configuration.incarnation, message: message,
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
    guard isOpen else { return turnAway(event, into: &actions) }
    switch event {
    case .received(let envelope, let peer):
      receive(envelope, from: peer, at: now, into: &actions)
    case .malformed(let error, let peer):
      malformed(error, from: peer, into: &actions)
    case .unreachable(let peer):
      guard let number = members.number(of: peer) else { return }
      lose(number, .unreachable, into: &actions)
    case .cutOff(let peer, let reason):
      guard let number = members.number(of: peer) else { return }
      lose(number, .misbehaved(reason), into: &actions)
    case .cannotOffer(let peer):
      guard let number = members.number(of: peer) else { return }
      admit(number, sharingMemory: false, into: &actions)
    case .behind:
      members.heardFromAll(at: now)
    case .mailboxBroken(let peer):
      guard let number = members.number(of: peer) else { return }
      lose(number, .brokenMailbox, into: &actions)
    case .processEnded(let processID, let description):
      processEnded(processID, description, into: &actions)
    case .wanted(let passes, let ahead):
      want(passes, ahead, at: now, into: &actions)
    case .weightsReplaced:
      replaceWeights(into: &actions)
    case .concluded:
      finish(into: &actions)
    case .tick:
      tick(at: now, into: &actions)
    case .interrupted:
      fail(.interrupted, into: &actions)
    case .aborted(let reason):
      fail(.aborted(reason), into: &actions)
    }
  }

  private mutating func receive(
    _ envelope: Envelope, from peer: PeerID, at now: Instant, into actions: inout [Action]
  ) {
    if case .hello(let hello) = envelope.message {
      return greet(hello, from: peer, at: now, into: &actions)
    }
    guard let number = members.number(of: peer) else {
      return drop(.unknownPeer, from: peer, into: &actions)
    }
    guard
      envelope.jobID == configuration.jobID, envelope.incarnation == configuration.incarnation
    else { return drop(.otherJob, from: peer, into: &actions) }
    members.heard(from: number, at: now)
    switch envelope.message {
    case .ready(let ready): prepare(number, ready, into: &actions)
    case .result(let result):
      take(result, payloadSizes: envelope.payloadSizes, from: number, at: now, into: &actions)
    case .heartbeat: countGreeting(of: number, peer, at: now, into: &actions)
    case .goodbye(let goodbye):
      lose(number, .goodbye(goodbye.reason), into: &actions)
      // Once is nothing. Who joins and leaves in turn makes work, and lines.
      strike(.refused, peer, into: &actions)
    default: drop(.unexpected, from: peer, into: &actions)
    }
  }

  /// Counts what is no message of this version. The first of a stranger's may be one of another version,
  /// which is answered; a worker that was welcomed speaks this one.
  private mutating func malformed(
    _ error: WireError, from peer: PeerID, into actions: inout [Action]
  ) {
    if case .protocolVersion(let version) = error.code, members.number(of: peer) == nil {
      refuse(protocolVersion: version, peer: peer, into: &actions)
      strike(.refused, peer, into: &actions)
    } else {
      drop(.malformed, from: peer, weighing: .malformed, into: &actions)
    }
  }

  /// Counts a message that leads to nothing.
  mutating func drop(
    _ reason: DropReason, from peer: PeerID, weighing weight: Strikes.Weight = .useless,
    into actions: inout [Action]
  ) {
    if statistics.dropped.count(reason) {
      actions.append(.notice(.dropped(reason, from: peer)))
    }
    strike(weight, peer, into: &actions)
  }

  /// Takes note of a message that was of no use, and cuts off who sends too many.
  mutating func strike(
    _ weight: Strikes.Weight, _ peer: PeerID, into actions: inout [Action]
  ) {
    guard strikes.add(weight, for: peer), isOpen else { return }
    statistics.cutOff += 1
    actions.append(.cut(peer))
    if let number = members.number(of: peer) {
      lose(number, .misbehaved("it sent too much that is of no use"), into: &actions)
    }
  }
}
