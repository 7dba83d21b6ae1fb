extension CoordinatorMachine {
  /// Answers a Hello: again, if the answer may have been lost or crossed.
  mutating func greet(
    _ hello: Hello, from peer: PeerID, at now: Instant, into actions: inout [Action]
  ) {
    if let position = members.position(where: { $0.hello.instance == hello.instance }) {
      let member = members.all[position]
      if member.peer == peer {
        members.heard(from: position, at: now)
        return welcome(member, into: &actions)
      }
      // The worker has a new connection. What was under way on the old one is lost.
      lose(position, .reconnected, into: &actions)
      guard isOpen else { return }
    }
    guard members.position(of: peer) == nil else {
      return drop(.unexpected, from: peer, into: &actions)
    }
    if let refusal = objection(to: hello) {
      return refuse(hello, refusal, peer: peer, into: &actions)
    }
    welcome(members.add(hello, peer: peer, at: now), into: &actions)
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
    if members.all.count >= configuration.maximumWorkers {
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

  /// Admits a worker whose arithmetic is the job's, and turns any other away.
  mutating func prepare(
    _ position: Int, _ ready: Ready, into actions: inout [Action]
  ) {
    let arithmetic = ready.arithmetic
    let member = members.all[position]
    // A second Ready follows a second Welcome and says nothing new.
    if member.isActive { return }
    let ours = configuration.arithmetic
    guard arithmetic.isa == ours.isa, arithmetic.probeDigest == ours.probeDigest else {
      let refusal = Refused(
        .arithmetic, worker: arithmetic.description, job: ours.description)
      members.remove(at: position)
      return refuse(member.hello, refusal, peer: member.peer, into: &actions)
    }
    let sharesMemory = ready.sharesMemory && configuration.gradientSlots > 0
    members.activate(at: position, sharingMemory: sharesMemory)
    shares = nil
    actions.append(.admitted(member.info))
    if configuration.gradientSlots > 0 && !sharesMemory {
      actions.append(.notice(.sharesNoMemory(member.info)))
    }
    if state == .running {
      sendWeights(to: members.all[position], into: &actions)
    } else if members.activeCount >= configuration.minimumWorkers {
      start(into: &actions)
    }
  }

  /// Removes a worker. The job cannot do without one that takes part in it.
  mutating func lose(_ position: Int, _ cause: LossCause, into actions: inout [Action]) {
    let member = members.remove(at: position)
    placement.forget(member.info.number)
    shares = nil
    if member.isActive {
      actions.append(.left(member.info, cause))
    } else {
      // Anybody can come and go: no line for each.
      statistics.passersBy += 1
      actions.append(.forget(worker: member.info.number))
    }
    if state == .running && member.isActive {
      fail(.workerDied(name: member.info.description, cause), into: &actions)
    }
  }

  /// A process that was launched beside the coordinator is never launched again, so the job cannot
  /// become complete without it, even before it starts.
  mutating func processEnded(
    _ processID: Int, _ description: String, into actions: inout [Action]
  ) {
    let cause = LossCause.processEnded(description)
    let position = members.position {
      $0.info.processID == processID && $0.info.hostName == configuration.hostName
    }
    let name = position.map { members.all[$0].info.description }
    if let position { lose(position, cause, into: &actions) }
    guard isOpen else { return }
    fail(.workerDied(name: name ?? "worker process \(processID)", cause), into: &actions)
  }
}

extension ProgramIdentity {
  fileprivate var weightsDescription: String {
    "\(weightCount) weights of digest \(weightsDigest.prefix(8))"
  }
}
