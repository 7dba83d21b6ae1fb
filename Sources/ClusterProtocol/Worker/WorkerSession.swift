import Sharding

/// What names a piece of work within a job.
struct WorkKey: Hashable, Comparable, Sendable {
  let round: Int
  let node: Node

  init(round: Int, node: Node) {
    self.round = round
    self.node = node
  }

  init(_ work: Work) { self.init(round: work.round.index, node: work.node) }

  static func < (left: WorkKey, right: WorkKey) -> Bool {
    left.round != right.round ? left.round < right.round : left.node < right.node
  }
}

/// A worker's part in one incarnation of one job.
struct WorkerSession: Sendable {
  /// How many pieces of work are remembered after they were answered, to know a late copy by.
  /// One that comes later still is computed again, which does no harm.
  static let remembered = 64
  /// How many pieces of work are stored at most.
  static let maximumStored = 4096
  /// How many rounds there are at most between the first and the last of which work is stored: four times
  /// as many as a coordinator has under way, since some may have been called back.
  static let maximumRounds = 32

  let jobID: UInt64
  let incarnation: UInt64
  let number: Int
  let job: JobDescription
  /// How many results of one round there is room for in shared memory.
  var gradientSlots: Int
  /// Welcomes that came again, heartbeats, and what led to nothing.
  var greetings: Greetings
  /// How this process computes, once it is set up.
  var arithmetic: Arithmetic?
  /// Whether the memory offered is open.
  var sharesMemory = false
  /// The version of the weights last adopted.
  var weightsVersion: Int?
  /// The first round that is still wanted.
  private(set) var firstRound = 0
  /// What is to be computed, in the order of rounds and nodes.
  private(set) var stored: [Work] = []
  /// How many bytes of examples that is.
  var storedBytes: Int {
    stored.reduce(0) { $0 + job.workPayloadSizes(examples: $1.exampleCount).reduce(0, +) }
  }
  /// What is being computed.
  private(set) var computing: Work?
  /// The slot of shared memory that its gradients go to.
  private(set) var computingSlot: Int?
  // Newer weights show that the coordinator is done with all results for older ones.
  private var slotsInUse = 0
  // The last round of which a slot holds something.
  private var lastRoundInSlots = -1
  private var answered: [(key: WorkKey, attempt: Int)] = []
  private var oldestAnswered = 0

  init(_ envelope: Envelope, _ welcome: Welcome, at now: Instant) {
    greetings = Greetings(since: now)
    jobID = envelope.jobID
    incarnation = envelope.incarnation
    number = welcome.worker
    job = welcome.job
    gradientSlots = 0
  }

  /// Takes the first stored piece of work up, and chooses where its gradients go.
  mutating func beginFirst() {
    let work = stored.removeFirst()
    computing = work
    computingSlot = nil
    guard sharesMemory, work.round.phase == .training, slotsInUse < gradientSlots else { return }
    computingSlot = slotsInUse
    slotsInUse += 1
    lastRoundInSlots = work.round.index
  }

  /// What was being computed is.
  mutating func endComputing() {
    guard let work = computing else { return }
    computing = nil
    let entry = (key: WorkKey(work), attempt: work.attempt)
    if answered.count < Self.remembered {
      answered.append(entry)
    } else {
      answered[oldestAnswered] = entry
      oldestAnswered = (oldestAnswered + 1) % Self.remembered
    }
  }

  /// Takes note of newer weights.
  mutating func adopt(_ version: Int) {
    weightsVersion = version
    slotsInUse = 0
  }

  func matches(_ envelope: Envelope) -> Bool {
    envelope.jobID == jobID && envelope.incarnation == incarnation
  }

  /// Whether a piece of work will be answered anyway, or was answered in the same attempt or a later one.
  func knows(_ work: Work) -> Bool {
    let key = WorkKey(work)
    return computing.map(WorkKey.init) == key || stored.contains { WorkKey($0) == key }
      || answered.contains { $0.key == key && $0.attempt >= work.attempt }
  }

  /// From the first to the last round of which there would be work, with some of another round.
  func rounds(with round: Int) -> ClosedRange<Int> {
    let others = [computing, stored.first, stored.last].compactMap { $0?.round.index }
    return min(others.min() ?? round, round)...max(others.max() ?? round, round)
  }

  /// How many examples a piece of work has that is yet to be answered; nil if there is none such.
  func exampleCount(ofRound round: Int, node: Node) -> Int? {
    ([computing].compactMap { $0 } + stored).first { $0.round.index == round && $0.node == node }?
      .exampleCount
  }

  mutating func store(_ work: Work) {
    let place = stored.firstIndex { WorkKey(work) < WorkKey($0) } ?? stored.endIndex
    stored.insert(work, at: place)
  }

  /// Removes the stored work for weights that have passed, and returns it.
  mutating func removeStale() -> [Work] {
    // The work is in order, and weights only grow newer from round to round.
    let version = weightsVersion ?? 0
    return removePrefix { $0.round.weightsVersion < version }
  }

  /// Removes the stored work of rounds that were called back, and returns it.
  mutating func remove(before firstRound: Int) -> [Work] {
    self.firstRound = max(firstRound, self.firstRound)
    // Nobody looks any more at what is in the slots, unless work that is wanted has come faster.
    if lastRoundInSlots < firstRound { slotsInUse = 0 }
    return removePrefix { $0.round.index < firstRound }
  }

  private mutating func removePrefix(while isObsolete: (Work) -> Bool) -> [Work] {
    let end = stored.firstIndex { !isObsolete($0) } ?? stored.endIndex
    defer { stored.removeFirst(end) }
    return Array(stored[..<end])
  }
}
