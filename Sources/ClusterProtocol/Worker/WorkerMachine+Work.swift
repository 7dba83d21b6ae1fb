import Sharding

extension WorkerMachine {
  /// Stores a piece of work, and computes it if its turn has come.
  mutating func accept(_ work: Work, _ payloadSizes: [Int], into actions: inout [Action]) {
    let key = WorkKey(round: work.round, node: work.node)
    if let reason = objection(to: work, payloadSizes) { return drop(reason, into: &actions) }
    session?.store(key, attempt: work.attempt)
    actions.append(.storeExamples(round: key.round, node: key.node))
    computeNext(into: &actions)
  }

  private func objection(to work: Work, _ payloadSizes: [Int]) -> DropReason? {
    guard state == .working, let session else { return .unexpected }
    let schedule = session.job.schedule
    guard
      work.round < schedule.count,
      schedule[work.round].weightsVersion == work.weightsVersion,
      ReductionTree(shards: schedule.shards).contains(work.node)
    else { return .impossibleWork }
    let examples = schedule[work.round].plan.range(of: work.node).count
    guard payloadSizes == session.job.workPayloadSizes(examples: examples) else {
      return .payloadSizes
    }
    let key = WorkKey(round: work.round, node: work.node)
    if session.knows(key, attempt: work.attempt) { return .duplicateWork }
    if let version = session.weightsVersion, work.weightsVersion < version { return .staleWork }
    return session.stored.count < WorkerSession.maximumStored ? nil : .tooMuchWork
  }

  /// Takes newer weights, and forgets the work that was for older ones.
  mutating func adopt(_ weights: Weights, _ payloadSizes: [Int], into actions: inout [Action]) {
    guard state == .working, var session else { return drop(.unexpected, into: &actions) }
    if let slot = weights.slot {
      guard session.sharesMemory, slot < SharedMemoryOffer.weightSlots else {
        return drop(.impossibleSlot, into: &actions)
      }
    }
    guard payloadSizes == session.job.payloadSizes(of: weights) else {
      return drop(.payloadSizes, into: &actions)
    }
    // What has changed since weights that are not here is of no use.
    if weights.changedBlocks != nil && session.weightsVersion != weights.version - 1 {
      return drop(.staleWeights, into: &actions)
    }
    guard weights.version > session.weightsVersion ?? -1 else {
      return drop(.staleWeights, into: &actions)
    }
    session.adopt(weights.version)
    actions.append(.adoptWeights(weights))
    for key in session.removeStale() {
      actions.append(.discard(round: key.round, node: key.node))
    }
    self.session = session
    computeNext(into: &actions)
  }

  /// Computes the first piece of stored work, if its weights are there and nothing else is under
  /// way.
  private mutating func computeNext(into actions: inout [Action]) {
    guard
      let session, session.computing == nil, let key = session.stored.first,
      session.weightsVersion(of: key) == session.weightsVersion
    else { return }
    self.session?.beginFirst()
    lastRound = key.round
    actions.append(
      .compute(session.job.schedule[key.round], key.node, slot: self.session?.computingSlot))
  }

  /// Sends what was computed. An answer to a job that the worker has left meanwhile is forgotten.
  mutating func answer(
    _ key: WorkKey, _ metrics: [WorkResult.Metric], _ timings: WorkResult.Timings,
    into actions: inout [Action]
  ) {
    guard let session, session.computing == key else { return }
    let round = session.job.schedule[key.round]
    let result = WorkResult(
      round: key.round, node: key.node, weightsVersion: round.weightsVersion, metrics: metrics,
      timings: timings, slot: session.computingSlot)
    let hasPayload = round.phase == .training && result.slot == nil
    actions.append(
      .send(
        .result(result),
        payload: hasPayload ? .gradients(round: key.round, node: key.node) : .none))
    actions.append(.discard(round: key.round, node: key.node))
    computedShards += key.node.count
    self.session?.computing = nil
    self.session?.remember(key)
    computeNext(into: &actions)
  }

  /// Forgets all work of a job that the worker leaves.
  mutating func discardAll(into actions: inout [Action]) {
    guard let session else { return }
    for key in session.stored + [session.computing].compactMap({ $0 }) {
      actions.append(.discard(round: key.round, node: key.node))
    }
  }
}
