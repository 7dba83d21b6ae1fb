extension CoordinatorMachine {
  /// How often a coordinator without enough workers says that it waits.
  static let waitingNoticeInterval = Duration.seconds(10)
  /// How long a round may take before it is first remarked on; then twice as long, and so on.
  static let firstHeldNotice = Duration.seconds(10)
  private static let mostHoldersNamed = 4

  mutating func tick(at now: Instant, into actions: inout [Action]) {
    let interval = configuration.job.heartbeatInterval
    // If it was this process that stood still, the silence was not the workers'.
    let sinceLastTick = lastTick.duration(to: now)
    if sinceLastTick > interval * 2 {
      members.heardFromAll(at: now)
      gatheringSince = gatheringSince.advanced(by: sinceLastTick)
      lastProgress = lastProgress.advanced(by: sinceLastTick)
    }
    lastTick = now
    if lastHeartbeat.duration(to: now) >= interval {
      lastHeartbeat = now
      sendHeartbeats(into: &actions)
    }
    if lastForgiven.duration(to: now) >= .seconds(1) {
      lastForgiven = now
      strikes.forgive()
    }
    loseSilentMembers(at: now, into: &actions)
    switch state {
    case .gathering: remark(onWaitingAt: now, into: &actions)
    case .running: remark(onRoundHeldAt: now, into: &actions)
    case .finished, .failed: break
    }
  }

  /// A round that does not move would else hold the job without a word: whoever has it may go on showing
  /// signs of life.
  private mutating func remark(onRoundHeldAt now: Instant, into actions: inout [Action]) {
    // Nobody waits for rounds that are computed ahead.
    guard wantedRounds > 0, let first = rounds.first else { return lastProgress = now }
    guard lastProgress.duration(to: now) >= nextHeldNotice else { return }
    let holders = first.holders.compactMap { members[$0]?.info }
    actions.append(
      .notice(
        .held(
          round: first.round.index, by: Array(holders.prefix(Self.mostHoldersNamed)),
          for: lastProgress.duration(to: now))))
    nextHeldNotice *= 2
  }

  private mutating func sendHeartbeats(into actions: inout [Action]) {
    let heartbeat = Heartbeat(
      sequence: heartbeats, progress: completedRounds, round: completedRounds)
    heartbeats += 1
    for member in members.all {
      actions.append(.send(.heartbeat(heartbeat), to: member.peer, payload: .none))
    }
  }

  private mutating func loseSilentMembers(at now: Instant, into actions: inout [Action]) {
    let deadAfter = configuration.job.deadAfter
    let silent = members.all.filter { $0.lastHeard.duration(to: now) > deadAfter }
    for member in silent where isOpen {
      lose(member.info.number, .silent(member.lastHeard.duration(to: now)), into: &actions)
    }
  }

  private mutating func remark(onWaitingAt now: Instant, into actions: inout [Action]) {
    let (ready, minimum) = (members.activeCount, configuration.minimumWorkers)
    // Whoever has joined and never gets ready shows by its silence.
    if let joinTimeout = configuration.joinTimeout, members.count < minimum,
      gatheringSince.duration(to: now) > joinTimeout
    {
      return fail(
        .joinTimeout(joined: members.count, minimum: minimum, after: joinTimeout),
        into: &actions)
    }
    if lastWaitingNotice.duration(to: now) >= Self.waitingNoticeInterval {
      lastWaitingNotice = now
      actions.append(.notice(.waitingForWorkers(ready: ready, minimum: minimum)))
    }
  }
}
