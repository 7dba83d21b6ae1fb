import Sharding

/// What names a piece of work within a job.
struct WorkKey: Hashable, Comparable, Sendable {
  let round: Int
  let node: Node

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
  /// How many rounds there are at most between the first and the last of which work is stored: twice as
  /// many as a coordinator has under way.
  static let maximumRounds = 16

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
  /// What is to be computed, in the order of rounds and nodes.
  var stored: [WorkKey] = []
  /// How many bytes of examples that is.
  var storedBytes: Int { stored.reduce(0) { $0 + bytes(of: $1) } }
  /// What is being computed.
  var computing: WorkKey?
  /// The slot of shared memory that its gradients go to.
  private(set) var computingSlot: Int?
  // Newer weights show that the coordinator is done with all results for older ones.
  private var slotsInUse = 0
  private var answered: [(key: WorkKey, attempt: Int)] = []
  private var oldestAnswered = 0
  // Of what is stored or being computed, where it is not the first.
  private var attempts: [WorkKey: Int] = [:]

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
    let key = stored.removeFirst()
    computing = key
    computingSlot = nil
    guard sharesMemory, job.schedule[key.round].phase == .training, slotsInUse < gradientSlots
    else { return }
    computingSlot = slotsInUse
    slotsInUse += 1
  }

  /// Takes note of newer weights.
  mutating func adopt(_ version: Int) {
    weightsVersion = version
    slotsInUse = 0
  }

  func matches(_ envelope: Envelope) -> Bool {
    envelope.jobID == jobID && envelope.incarnation == incarnation
  }

  /// The version of the weights that a piece of stored work is for.
  func weightsVersion(of key: WorkKey) -> Int { job.schedule[key.round].weightsVersion }

  /// Whether a piece of work will be answered anyway, or was answered in the same attempt or a later one.
  func knows(_ key: WorkKey, attempt: Int) -> Bool {
    computing == key || stored.contains(key)
      || answered.contains { $0.key == key && $0.attempt >= attempt }
  }

  /// From the first to the last round of which there would be work, with some of another round.
  func rounds(with round: Int) -> ClosedRange<Int> {
    let all = [round, computing?.round, stored.first?.round, stored.last?.round].compactMap { $0 }
    return (all.min() ?? round)...(all.max() ?? round)
  }

  private func bytes(of key: WorkKey) -> Int {
    let examples = job.schedule[key.round].plan.range(of: key.node).count
    return job.workPayloadSizes(examples: examples).reduce(0, +)
  }

  mutating func store(_ key: WorkKey, attempt: Int) {
    let place = stored.firstIndex { key < $0 } ?? stored.endIndex
    stored.insert(key, at: place)
    if attempt > 0 { attempts[key] = attempt }
  }

  /// Removes the stored work for weights that have passed, and returns it.
  mutating func removeStale() -> ArraySlice<WorkKey> {
    // The work is in order, and weights only grow newer from round to round.
    let fresh = stored.firstIndex { weightsVersion(of: $0) >= weightsVersion ?? 0 }
    let stale = stored[..<(fresh ?? stored.endIndex)]
    stored.removeFirst(stale.count)
    if !attempts.isEmpty { for key in stale { attempts[key] = nil } }
    return stale
  }

  mutating func remember(_ key: WorkKey) {
    let entry = (key: key, attempt: attempts.removeValue(forKey: key) ?? 0)
    if answered.count < Self.remembered {
      answered.append(entry)
    } else {
      answered[oldestAnswered] = entry
      oldestAnswered = (oldestAnswered + 1) % Self.remembered
    }
  }
}
