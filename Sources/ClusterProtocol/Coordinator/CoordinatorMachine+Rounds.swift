import Sharding

extension CoordinatorMachine {
  mutating func start(into actions: inout [Action]) {
    state = .running
    actions.append(.notice(.started(workers: members.activeCount)))
    if !queue.isEmpty { broadcastWeights(into: &actions) }
    handOut(into: &actions)
  }

  /// Takes the result of a node, or drops it if it is not what was asked for.
  mutating func take(
    _ result: WorkResult, payloadSizes: [Int], from number: Int, at now: Instant,
    into actions: inout [Action]
  ) {
    guard let member = members[number] else { return }
    if isAnswerToCancelled(result, from: number) { return statistics.cancelledResults += 1 }
    let place = result.round - (rounds.first?.round.index ?? nextRound)
    if let reason = store(result, at: place, payloadSizes: payloadSizes, from: member) {
      return drop(reason, from: member.peer, into: &actions)
    }
    statistics.results += 1
    placement.computed(member.info.number, on: result.processor)
    actions.append(.storeResult(result, of: rounds[place].round, from: member.info))
    // A loss may well diverge, and does so in the single-process loop alike; but it is said.
    if !sawNonFiniteMetric && hasNonFiniteSum(result.metrics) {
      sawNonFiniteMetric = true
      actions.append(.notice(.nonFiniteMetric(member.info, round: result.round)))
    }
    if rounds.first?.missing == 0 {
      lastProgress = now
      nextHeldNotice = Self.firstHeldNotice
    }
    completeRounds(into: &actions)
  }

  /// Takes note of a result, or returns why it does not fit.
  private mutating func store(
    _ result: WorkResult, at place: Int, payloadSizes: [Int], from member: Member
  ) -> DropReason? {
    guard member.isActive else { return .notAdmitted }
    guard place >= 0 else { return .lateResult }
    guard place < rounds.count else { return .unknownRound }
    let round = rounds[place].round
    // The weights of a round ahead may not be made yet; nobody can have used them.
    guard result.weightsVersion == round.weightsVersion, round.weightsVersion <= weightsVersion
    else { return .wrongWeights }
    guard areMetrics(result.metrics) else { return .wrongMetrics }
    let counterCount = round.phase == .training ? configuration.job.counterCount : 0
    guard result.counters.count == counterCount else { return .wrongCounters }
    guard result.node.hi <= round.plan.shards else { return .unknownNode }
    guard result.denominators.count == denominatorCount(of: result.node, in: round) else {
      return .wrongDenominators
    }
    if let slot = result.slot {
      guard member.sharesMemory, round.phase == .training, slot < configuration.gradientSlots
      else { return .impossibleSlot }
    }
    guard payloadSizes == configuration.job.payloadSizes(of: result, in: round.phase) else {
      return .payloadSizes
    }
    return rounds[place].store(result.node, from: member.info.number)
  }

  private func denominatorCount(of node: Node, in round: Round) -> Int {
    guard round.phase == .training, !round.plan.range(of: node).isEmpty else { return 0 }
    return configuration.denominatorCounts[round.stage]
  }

  /// Whether numbers may be those of the program's metrics: as many, and none that counts beyond measure.
  private func areMetrics(_ numbers: [UInt64]) -> Bool {
    numbers.count == configuration.metricParts.count
      && zip(numbers, configuration.metricParts).allSatisfy {
        $1 != .count || WireLimits.metricCount ~= Int64(bitPattern: $0)
      }
  }

  private func hasNonFiniteSum(_ numbers: [UInt64]) -> Bool {
    zip(numbers, configuration.metricParts).contains {
      $1 == .sum && !Double(bitPattern: $0).isFinite
    }
  }

  /// Completes as many rounds as are ready and wanted, in order, and hands out as many as there is room
  /// for.
  mutating func completeRounds(into actions: inout [Action]) {
    guard wantedRounds > 0 else { return }
    while wantedRounds > 0, let first = rounds.first, first.missing == 0 {
      rounds.removeFirst()
      queue.removeFirst()
      wantedRounds -= 1
      completedRounds += 1
      actions.append(.completeRound(first.round, frontier: first.frontier))
      guard first.round.phase == .training else { continue }
      weightsVersion += 1
      placement.roundEnded(members)
      // Who needs them later gets them with the work.
      if !queue.isEmpty { broadcastWeights(into: &actions) }
    }
    handOut(into: &actions)
    if wantedRounds == 0 { actions.append(.caughtUp) }
  }

  /// Sends the nodes of every round that is within the window of its phase.
  ///
  /// Work goes out in bursts, each when half of the window is complete, so that workers wake up for
  /// messages of their own once in several rounds.
  mutating func handOut(into actions: inout [Action]) {
    guard state == .running else { return }
    var hasHandedOut = false
    while let batch = queue.batch(at: rounds.count) {
      guard rounds.count < window(for: batch.phase, isOpen: hasHandedOut) else { return }
      hasHandedOut = true
      let round = Round(index: nextRound, batch: batch, weightsVersion: nextWeightsVersion)
      nextRound += 1
      let shares = currentShares()
      for share in shares { send(share, of: round, into: &actions) }
      rounds.append(RoundInFlight(round, shares: shares))
    }
  }

  /// The version of the weights that a round needs which comes after all that are under way.
  private var nextWeightsVersion: Int {
    guard let last = rounds.last?.round else { return weightsVersion }
    return last.weightsVersion + (last.phase == .training ? 1 : 0)
  }

  private mutating func send(_ share: Share, of round: Round, into actions: inout [Action]) {
    if let owner = members[share.owner], owner.weightsVersion != weightsVersion {
      sendWeights(to: owner, into: &actions)
    }
    let work = Work(round: round, node: share.node, attempt: share.attempt)
    actions.append(
      .send(
        .work(work), to: share.peer,
        payload: .examples(round.phase, round.examples(of: share.node))))
  }

  /// Gives what a worker that is gone has not answered to the others, in turn. What it has answered
  /// stays.
  mutating func handOver(from number: Int, into actions: inout [Action]) {
    let heirs = members.active.map { (number: $0.info.number, peer: $0.peer) }
    var turn = 0
    for index in rounds.indices {
      let moved = rounds[index].reassign(from: number) { share in
        let heir = heirs[turn % heirs.count]
        turn += 1
        return Share(
          node: share.node, owner: heir.number, peer: heir.peer, attempt: share.attempt + 1)
      }
      for share in moved { send(share, of: rounds[index].round, into: &actions) }
    }
  }

  private func window(for phase: Phase, isOpen: Bool) -> Int {
    let window = configuration.window(for: phase)
    return isOpen ? window : window / 2 + 1
  }

  /// The nodes from left to right, spread over the workers that take part now.
  private mutating func currentShares() -> [Share] {
    if let shares { return shares }
    let assignment = ReductionTree(shards: configuration.job.shape.shards).assignment(
      workers: members.activeCount)
    let shares = zip(members.active, assignment).flatMap { member, nodes in
      nodes.map { Share(node: $0, owner: member.info.number, peer: member.peer) }
    }
    self.shares = shares
    return shares
  }

  /// Sends the weights to who computes with them. Who has nothing to compute does without, and need not
  /// read to be counted as alive: what it was sent would pile up.
  private mutating func broadcastWeights(into actions: inout [Action]) {
    var wanted = Set(currentShares().map(\.owner))
    for round in rounds { wanted.formUnion(round.holders) }
    for member in members.active where wanted.contains(member.info.number) {
      sendWeights(to: member, into: &actions)
    }
  }

  mutating func sendWeights(to member: Member, into actions: inout [Action]) {
    members.sendWeights(weightsVersion, to: member.info.number)
    let slot = member.sharesMemory ? weightsVersion % SharedMemoryOffer.weightSlots : nil
    actions.append(
      .send(
        .weights(
          Weights(
            version: weightsVersion, slot: slot,
            isCrowded: placement.crowded.contains(member.info.number))), to: member.peer,
        payload: slot == nil ? .weights(version: weightsVersion) : .none))
  }
}
