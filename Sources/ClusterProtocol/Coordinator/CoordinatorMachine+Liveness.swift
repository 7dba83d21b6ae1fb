extension CoordinatorMachine {
  /// How often a coordinator without enough workers says that it waits.
  static let waitingNoticeInterval = Duration.seconds(10)

  mutating func tick(at now: Instant, into actions: inout [Action]) {
    let interval = configuration.job.heartbeatInterval
    // If it was this process that stood still, the silence was not the workers'.
    let sinceLastTick = lastTick.duration(to: now)
    if sinceLastTick > interval * 2 {
      members.heardFromAll(at: now)
      gatheringSince = gatheringSince.advanced(by: sinceLastTick)
    }
    lastTick = now
    if lastHeartbeat.duration(to: now) >= interval {
      lastHeartbeat = now
      sendHeartbeats(into: &actions)
    }
    loseSilentMembers(at: now, into: &actions)
    if state == .gathering { remark(onWaitingAt: now, into: &actions) }
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
    while isOpen,
      let position = members.position(where: {
        $0.lastHeard.duration(to: now) > configuration.job.deadAfter
      })
    {
      let silence = members.all[position].lastHeard.duration(to: now)
      lose(position, .silent(silence), into: &actions)
    }
  }

  private mutating func remark(onWaitingAt now: Instant, into actions: inout [Action]) {
    let (ready, minimum) = (members.activeCount, configuration.minimumWorkers)
    // Whoever has joined and never gets ready shows by its silence.
    if let joinTimeout = configuration.joinTimeout, members.all.count < minimum,
      gatheringSince.duration(to: now) > joinTimeout
    {
      return fail(
        .joinTimeout(joined: members.all.count, minimum: minimum, after: joinTimeout),
        into: &actions)
    }
    if lastWaitingNotice.duration(to: now) >= Self.waitingNoticeInterval {
      lastWaitingNotice = now
      actions.append(.notice(.waitingForWorkers(ready: ready, minimum: minimum)))
    }
  }
}
