import Sharding

extension WorkerMachine {
  /// What to do about a message that is not taken.
  private enum Objection {
    /// It is a copy, or comes too late: without it the job goes on.
    case drop(DropReason)
    /// It can't be of this job. The coordinator waits for an answer, so the job can't go on.
    case giveUp(String)
  }

  private mutating func object(_ objection: Objection, into actions: inout [Action]) {
    switch objection {
    case .drop(let reason): drop(reason, into: &actions)
    case .giveUp(let reason): giveUp(reason, into: &actions)
    }
  }

  /// Stores a piece of work, and computes it if its turn has come.
  mutating func accept(_ work: Work, _ payloadSizes: [Int], into actions: inout [Action]) {
    let key = WorkKey(work)
    if let objection = objection(to: work, payloadSizes) {
      return object(objection, into: &actions)
    }
    session?.store(work)
    actions.append(.storeExamples(round: key.round, node: key.node))
    computeNext(into: &actions)
  }

  private func objection(to work: Work, _ payloadSizes: [Int]) -> Objection? {
    guard state == .working, let session else { return .drop(.unexpected) }
    let (round, job) = (work.round, session.job)
    let problem =
      job.shape.problem(with: round.batch)
      ?? (ReductionTree(shards: job.shape.shards).contains(work.node)
        ? nil : "no such node among \(job.shape.shards) shards")
      ?? (round.stage < (round.phase == .training ? configuration.stages : 1)
        ? nil : "stage \(round.stage), where a step has \(configuration.stages)")
    if let problem {
      return .giveUp("was sent node \(work.node) of round \(round.index) that can't be: \(problem)")
    }
    let sizes = job.workPayloadSizes(examples: work.exampleCount)
    guard payloadSizes == sizes else {
      return .giveUp(
        """
        was sent \(work.exampleCount) examples of round \(round.index) as \(bytes(payloadSizes)), \
        where the job announced \(bytes(sizes))
        """)
    }
    if round.index < session.firstRound { return .drop(.cancelledWork) }
    if session.knows(work) { return .drop(.duplicateWork) }
    if let version = session.weightsVersion, round.weightsVersion < version {
      return .drop(.staleWork)
    }
    guard session.stored.count < WorkerSession.maximumStored else {
      return .giveUp("was sent more than \(WorkerSession.maximumStored) pieces of work ahead")
    }
    let rounds = session.rounds(with: round.index)
    guard rounds.count <= WorkerSession.maximumRounds else {
      return .giveUp(
        "was sent work of rounds \(rounds.lowerBound) to \(rounds.upperBound), which is too far ahead"
      )
    }
    let ahead = session.storedBytes + sizes.reduce(0, +)
    guard session.stored.isEmpty || ahead <= configuration.mostStoredBytes else {
      return .giveUp(
        """
        was sent \(ahead) bytes of examples ahead, where it has room for \
        \(configuration.mostStoredBytes)
        """)
    }
    return nil
  }

  /// Takes newer weights, and forgets the work that was for older ones.
  mutating func adopt(_ weights: Weights, _ payloadSizes: [Int], into actions: inout [Action]) {
    if let objection = objection(to: weights, payloadSizes) {
      return object(objection, into: &actions)
    }
    guard var session else { return }
    session.adopt(weights.version)
    actions.append(.adoptWeights(weights))
    discard(session.removeStale(), into: &actions)
    self.session = session
    computeNext(into: &actions)
  }

  /// Forgets the work of rounds that were called back; of what is being computed the result.
  mutating func forget(before firstRound: Int, into actions: inout [Action]) {
    guard state == .working, var session else { return drop(.unexpected, into: &actions) }
    discard(session.remove(before: firstRound), into: &actions)
    self.session = session
    computeNext(into: &actions)
  }

  private func discard(_ work: [Work], into actions: inout [Action]) {
    for work in work { actions.append(.discard(round: work.round.index, node: work.node)) }
  }

  private func objection(to weights: Weights, _ payloadSizes: [Int]) -> Objection? {
    guard state == .working, let session else { return .drop(.unexpected) }
    let version = weights.version
    guard version > session.weightsVersion ?? -1 else { return .drop(.staleWeights) }
    if let slot = weights.slot {
      guard session.sharesMemory, slot < SharedMemoryOffer.weightSlots else {
        return .giveUp(
          "was told that version \(version) of the weights is in memory it does not share")
      }
    }
    guard let sizes = session.job.payloadSizes(of: weights), payloadSizes == sizes else {
      return .giveUp(
        """
        was sent version \(version) of the weights as \(bytes(payloadSizes)), where the job has \
        \(session.job.weightCount) weights
        """)
    }
    guard weights.counters.count == session.job.counterCount else {
      return .giveUp(
        """
        was sent \(weights.counters.count) counters, where the job has \(session.job.counterCount)
        """)
    }
    // What has changed since weights that are not here is of no use.
    if weights.changedBlocks != nil && session.weightsVersion != version - 1 {
      let own = session.weightsVersion.map { "has version \($0)" } ?? "has none yet"
      return .giveUp("was sent what version \(version) of the weights changes, and \(own)")
    }
    return nil
  }

  private func bytes(_ sizes: [Int]) -> String {
    sizes.isEmpty ? "nothing" : sizes.map(String.init).joined(separator: " and ") + " bytes"
  }

  /// Computes the first piece of stored work, if its weights are there and nothing else is under
  /// way.
  private mutating func computeNext(into actions: inout [Action]) {
    guard
      let session, session.computing == nil, let next = session.stored.first,
      next.round.weightsVersion == session.weightsVersion
    else { return }
    self.session?.beginFirst()
    lastRound = next.round.index
    actions.append(.compute(next.round, next.node, slot: self.session?.computingSlot))
  }

  /// Sends what was computed. An answer to a job that the worker has left meanwhile is forgotten, and so
  /// is one to work that was called back.
  mutating func answer(
    _ key: WorkKey, _ metrics: [UInt64], _ timings: WorkResult.Timings,
    into actions: inout [Action]
  ) {
    guard let session, let work = session.computing, WorkKey(work) == key else { return }
    let round = work.round
    if round.index >= session.firstRound {
      let result = WorkResult(
        round: key.round, node: key.node, weightsVersion: round.weightsVersion, metrics: metrics,
        timings: timings, slot: session.computingSlot)
      let hasPayload = round.phase == .training && result.slot == nil
      actions.append(
        .send(
          .result(result),
          payload: hasPayload ? .contribution(round: key.round, node: key.node) : .none))
    }
    actions.append(.discard(round: key.round, node: key.node))
    computedShards += key.node.count
    self.session?.endComputing()
    computeNext(into: &actions)
  }

  /// Forgets all work of a job that the worker leaves.
  mutating func discardAll(into actions: inout [Action]) {
    guard let session else { return }
    discard(session.stored + [session.computing].compactMap { $0 }, into: &actions)
  }
}
