extension WorkerMachine {
  mutating func tick(at now: Instant, into actions: inout [Action]) {
    let sinceLastTick = lastTick.duration(to: now)
    lastTick = now
    guard state != .waiting, let job = session?.job else {
      return wait(at: now, into: &actions)
    }
    // If it was this process that stood still, the silence was not the coordinator's.
    if sinceLastTick > job.heartbeatInterval * 2 { lastHeard = now }
    let silence = lastHeard.duration(to: now)
    guard silence <= job.deadAfter else {
      actions.append(.notice(.coordinatorSilent(silence)))
      return lookForCoordinator(at: now, into: &actions)
    }
    if lastHeartbeat.duration(to: now) >= job.heartbeatInterval {
      lastHeartbeat = now
      let heartbeat = Heartbeat(
        sequence: heartbeats, progress: computedShards, round: lastRound)
      heartbeats += 1
      actions.append(.send(.heartbeat(heartbeat), payload: .none))
    }
  }

  /// Keeps trying, and says so.
  private mutating func wait(at now: Instant, into actions: inout [Action]) {
    let waited = waitingSince.duration(to: now)
    if let giveUpAfter = configuration.giveUpAfter, waited > giveUpAfter {
      return stop(.coordinatorSilent(waited), saying: nil, into: &actions)
    }
    if now >= nextNotice {
      nextNotice = now.advanced(by: configuration.noticeInterval)
      actions.append(.notice(.waitingForCoordinator(waited)))
    }
    if lastHello.duration(to: now) >= configuration.helloInterval {
      sendHello(at: now, into: &actions)
    }
  }
}
