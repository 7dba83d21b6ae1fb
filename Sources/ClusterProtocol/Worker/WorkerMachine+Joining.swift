extension WorkerMachine {
  /// Begins to look for a coordinator. The session stays, in case it is the same one that answers.
  mutating func lookForCoordinator(at now: Instant, into actions: inout [Action]) {
    state = .waiting
    waitingSince = now
    nextNotice = now.advanced(by: configuration.firstNoticeAfter)
    sendHello(at: now, into: &actions)
  }

  mutating func sendHello(at now: Instant, into actions: inout [Action]) {
    lastHello = now
    actions.append(.send(.hello(configuration.hello), payload: .none))
  }

  /// Takes the coordinator's welcome: to a new job, or back to the one it knows.
  mutating func join(
    _ envelope: Envelope, _ welcome: Welcome, at now: Instant, into actions: inout [Action]
  ) {
    if let session, session.matches(envelope), session.number == welcome.worker {
      lastHeard = now
      countGreeting(at: now, into: &actions)
      if state == .waiting { resume(into: &actions) }
      if let offer = welcome.sharedMemory { consider(offer, into: &actions) }
      return
    }
    guard state == .waiting else { return drop(.otherJob, into: &actions) }
    let identity = configuration.hello.identity
    discardAll(into: &actions)
    session = WorkerSession(envelope, welcome, at: now)
    lastHeard = now
    guard
      welcome.job.program == identity.program, welcome.job.weightCount == identity.weightCount
    else {
      let reason = """
        the job is \(welcome.job.program) with \(welcome.job.weightCount) weights, \
        this worker has \(identity.program) with \(identity.weightCount)
        """
      return stop(.configurationFailed(reason), saying: reason, into: &actions)
    }
    state = .configuring
    actions.append(.notice(.welcomed(number: welcome.worker)))
    actions.append(.configure(welcome.job))
  }

  /// Memory is offered once the coordinator knows the worker's arithmetic.
  private mutating func consider(_ offer: SharedMemoryOffer, into actions: inout [Action]) {
    guard state == .working, let job = session?.job else {
      return drop(.unexpected, into: &actions)
    }
    session?.gradientSlots = offer.gradientSlots
    session?.sharesMemory = false
    actions.append(.openMemory(offer, job))
  }

  mutating func memoryOpened(_ isOpen: Bool, into actions: inout [Action]) {
    guard state == .working, let arithmetic = session?.arithmetic else { return }
    session?.sharesMemory = isOpen
    let ready = Ready(arithmetic: arithmetic, sharesMemory: isOpen, declinesMemory: !isOpen)
    actions.append(.send(.ready(ready), payload: .none))
  }

  mutating func configured(_ arithmetic: Arithmetic, into actions: inout [Action]) {
    fixISA(arithmetic.isa)
    session?.arithmetic = arithmetic
    if state == .configuring { resume(into: &actions) }
  }

  /// Says Ready as soon as the worker is; at once, if it was set up for this job before.
  mutating func resume(into actions: inout [Action]) {
    guard let session, let arithmetic = session.arithmetic else {
      state = .configuring
      return
    }
    state = .working
    let ready = Ready(arithmetic: arithmetic, sharesMemory: session.sharesMemory)
    actions.append(.send(.ready(ready), payload: .none))
  }

  /// A coordinator of another version cannot be understood any further than that, but it answers each
  /// Hello; bytes that only look like a message would hardly name the same version once more.
  mutating func malformed(_ error: WireError, into actions: inout [Action]) {
    guard state == .waiting, case .protocolVersion(let version) = error.code else {
      return drop(.malformed, into: &actions)
    }
    guard let earlier = otherVersion, earlier.version == version, earlier.hello < lastHello else {
      if otherVersion?.version != version { otherVersion = (version, lastHello) }
      return drop(.malformed, into: &actions)
    }
    let refusal = Refused(
      .protocolVersion, worker: "\(WireCodec.protocolVersion)", job: "\(version)")
    stop(.refused(refusal), saying: nil, into: &actions)
  }
}
