/// Why a message was dropped. A dropped message is counted and never ends the job.
public enum DropReason: String, Hashable, Sendable, CaseIterable {
  /// The frames are no message of this protocol.
  case malformed = "not a message of this protocol"
  /// The sender never introduced itself, or was turned away.
  case unknownPeer = "from an unknown peer"
  /// The sender has not been admitted to the work yet.
  case notAdmitted = "from a worker that is not ready"
  /// As many workers as may are joining; the sender will ask again.
  case tooManyJoining = "from a worker that has to wait until others have joined"
  /// The message belongs to another job or another life of the coordinator.
  case otherJob = "of another job or incarnation"
  /// The message makes no sense from this sender, or at this point.
  case unexpected = "unexpected here"
  /// The payload does not have the sizes that the job asks for.
  case payloadSizes = "with a payload of the wrong size"
  /// The payload is said to be in memory that is not shared.
  case impossibleSlot = "with a payload in memory that is not shared"
  /// A result of a round that is complete.
  case lateResult = "a result of a round already complete"
  /// A result of a round that was not handed out.
  case unknownRound = "a result of a round not handed out"
  /// A result of a node that was not handed out as such.
  case unknownNode = "a result of a node not handed out"
  /// A result of a node that another worker has.
  case notAssigned = "a result of another worker's node"
  /// A second result of a node.
  case duplicateResult = "a second result of a node"
  /// A result computed with the wrong version of the weights.
  case wrongWeights = "a result for another version of the weights"
  /// A result with other metrics than the program has.
  case wrongMetrics = "a result with metrics that are not the program's"
  /// A result with more or fewer counters than the program has.
  case wrongCounters = "a result with the wrong number of counters"
  /// A result with more or fewer denominators than the gradients of its stage have.
  case wrongDenominators = "a result with the wrong number of denominators"
  /// A second copy of work.
  case duplicateWork = "work already taken"
  /// Work for a version of the weights that has passed.
  case staleWork = "work for weights that have passed"
  /// Work of a round that was called back.
  case cancelledWork = "work that was called back"
  /// Work beyond what the worker stores.
  case tooMuchWork = "work beyond what is stored"
  /// Weights no newer than those in use.
  case staleWeights = "weights no newer than those in use"
}

/// How many messages were dropped, by reason.
public struct DropCounts: Hashable, Sendable {
  private var counts: [DropReason: Int] = [:]

  init() {}

  /// How many messages were dropped for a reason.
  public subscript(reason: DropReason) -> Int { counts[reason, default: 0] }

  /// How many messages were dropped in all.
  public var total: Int { counts.values.reduce(0, +) }

  /// Counts a message, and returns whether it is the first of its kind.
  mutating func count(_ reason: DropReason) -> Bool {
    counts[reason, default: 0] += 1
    return counts[reason] == 1
  }
}
