extension CoordinatorMachine {
  /// Answers a Hello: again, if the answer may have been lost or crossed.
  mutating func greet(
    _ hello: Hello, from peer: PeerID, at now: Instant, into actions: inout [Action]
  ) {
    if let number = members.number(ofInstance: hello.instance), let member = members[number] {
      if member.peer == peer {
        members.heard(from: number, at: now)
        welcome(member, into: &actions)
        return countGreeting(of: number, peer, at: now, into: &actions)
      }
      // The worker has a new connection. What was under way on the old one is lost.
      lose(number, .reconnected, into: &actions)
      guard isOpen else { return }
    }
    guard members.number(of: peer) == nil else {
      return drop(.unexpected, from: peer, into: &actions)
    }
    if let refusal = objection(to: hello) {
      return refuse(hello, refusal, peer: peer, into: &actions)
    }
    guard makeRoom(at: now, into: &actions) else {
      return drop(.tooManyJoining, from: peer, into: &actions)
    }
    welcome(members.add(hello, peer: peer, at: now), into: &actions)
  }

  /// Hellos and heartbeats may come in heaps after a time in which nobody read them, but not without end.
  mutating func countGreeting(
    of number: Int, _ peer: PeerID, at now: Instant, into actions: inout [Action]
  ) {
    let interval = configuration.job.heartbeatInterval
    if !members.greeted(by: number, every: interval, at: now) {
      strike(.useless, peer, into: &actions)
    }
  }

  /// Sees to it that one more worker may join; the one that has been at it for longest gives way if it
  /// could have been done.
  private mutating func makeRoom(at now: Instant, into actions: inout [Action]) -> Bool {
    if members.joiningCount < configuration.maximumJoining { return true }
    guard let oldest = members.oldestJoining,
      oldest.since.duration(to: now) > configuration.job.deadAfter
    else { return false }
    lose(oldest.info.number, .silent(oldest.since.duration(to: now)), into: &actions)
    return true
  }

  private func welcome(_ member: Member, into actions: inout [Action]) {
    let welcome = Welcome(worker: member.info.number, job: configuration.job)
    actions.append(.send(.welcome(welcome), to: member.peer, payload: .none))
  }

  /// What keeps a worker from taking part, as far as its Hello tells.
  private func objection(to hello: Hello) -> Refused? {
    let (its, ours) = (hello.identity, configuration.identity)
    if its.tandemVersion != ours.tandemVersion {
      return Refused(.tandemVersion, worker: its.tandemVersion, job: ours.tandemVersion)
    }
    if its.program != ours.program {
      return Refused(.program, worker: its.program, job: ours.program)
    }
    if its.weightCount != ours.weightCount || its.weightsDigest != ours.weightsDigest {
      return Refused(.weights, worker: its.weightsDescription, job: ours.weightsDescription)
    }
    if !hello.supportedISAs.contains(configuration.job.isa) {
      let isas = hello.supportedISAs.joined(separator: " or ")
      return Refused(
        .instructionSet, worker: hello.isaIsFixed ? "\(isas) and cannot change it" : isas,
        job: configuration.job.isa)
    }
    if members.count >= configuration.maximumWorkers {
      return Refused(.full, worker: "", job: "\(configuration.maximumWorkers) workers")
    }
    return nil
  }

  private mutating func refuse(
    _ hello: Hello, _ refusal: Refused, peer: PeerID, into actions: inout [Action]
  ) {
    statistics.refusals += 1
    actions.append(.send(.refused(refusal), to: peer, payload: .none))
    if told.isNew(refusal, instance: hello.instance) {
      actions.append(.refused(peer, hello, refusal))
    }
    strike(.refused, peer, into: &actions)
  }

  /// Turns a peer away whose messages this version can't read.
  mutating func refuse(
    protocolVersion: UInt32, peer: PeerID, into actions: inout [Action]
  ) {
    let refusal = Refused(
      .protocolVersion, worker: "\(protocolVersion)", job: "\(WireCodec.protocolVersion)")
    statistics.refusals += 1
    actions.append(.send(.refused(refusal), to: peer, payload: .none))
    if told.isNew(refusal, instance: UInt64(protocolVersion)) {
      actions.append(.notice(.refusedVersion(refusal, from: peer)))
    }
  }

  /// Admits a worker whose arithmetic is the job's, and turns any other away. Memory is reserved for it
  /// in between.
  mutating func prepare(
    _ number: Int, _ ready: Ready, into actions: inout [Action]
  ) {
    guard let member = members[number] else { return }
    // A second Ready follows a second Welcome and says nothing new.
    if member.isActive { return strike(.useless, member.peer, into: &actions) }
    if let refusal = ready.arithmetic.objection(inJobOf: configuration.arithmetic) {
      members.remove(number)
      // Its number will be another's.
      actions.append(.forget(worker: number))
      return refuse(member.hello, refusal, peer: member.peer, into: &actions)
    }
    if configuration.gradientSlots == 0 || ready.declinesMemory {
      return admit(number, sharingMemory: false, into: &actions)
    }
    if member.isOffered {
      return ready.sharesMemory
        ? admit(number, sharingMemory: true, into: &actions)
        : strike(.useless, member.peer, into: &actions)
    }
    guard members.offeredCount < configuration.maximumSharing else {
      return admit(number, sharingMemory: false, into: &actions)
    }
    members.offerMemory(to: number)
    let welcome = Welcome(worker: number, job: configuration.job)
    actions.append(.send(.welcome(welcome), to: member.peer, payload: .memoryOffer))
  }

  /// Lets a worker take part from now on.
  mutating func admit(_ number: Int, sharingMemory: Bool, into actions: inout [Action]) {
    members.activate(number, sharingMemory: sharingMemory)
    shares = nil
    guard let member = members[number] else { return }
    actions.append(.admitted(member.info, member.peer))
    if configuration.gradientSlots > 0 && !sharingMemory {
      actions.append(.notice(.sharesNoMemory(member.info)))
    }
    if state == .running {
      sendWeights(to: member, into: &actions)
    } else if members.activeCount >= configuration.minimumWorkers {
      start(into: &actions)
    }
  }

  /// Removes a worker. The job can do without one that was cut off, as long as there are others; not
  /// without one that was lost otherwise.
  mutating func lose(_ number: Int, _ cause: LossCause, into actions: inout [Action]) {
    guard let member = members.remove(number) else { return }
    placement.forget(number)
    shares = nil
    guard member.isActive else {
      // Anybody can come and go: no line for each.
      statistics.passersBy += 1
      return actions.append(.forget(worker: number))
    }
    actions.append(.left(member.info, cause))
    guard state == .running else { return }
    if cause.isMisconduct && members.activeCount > 0 {
      handOver(from: number, into: &actions)
    } else {
      fail(.workerDied(name: member.info.description, cause), into: &actions)
    }
  }

  /// A process that was launched beside the coordinator is never launched again, so the job cannot
  /// become complete without it, even before it starts.
  mutating func processEnded(
    _ processID: Int, _ description: String, into actions: inout [Action]
  ) {
    let cause = LossCause.processEnded(description)
    let member = members.all.first {
      $0.info.processID == processID && $0.info.hostName == configuration.hostName
    }
    let name = member?.info.description
    if let member { lose(member.info.number, cause, into: &actions) }
    guard isOpen else { return }
    fail(.workerDied(name: name ?? "worker process \(processID)", cause), into: &actions)
  }
}

extension ProgramIdentity {
  fileprivate var weightsDescription: String {
    "\(weightCount) weights of digest \(weightsDigest.prefix(8))"
  }
}
