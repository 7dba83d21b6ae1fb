extension CoordinatorMachine {
  /// Whether the job is neither done nor given up.
  public var isOpen: Bool { state == .gathering || state == .running }

  /// What workers are told at the end of the job; nil before.
  public var farewell: Message? {
    switch state {
    case .gathering, .running: nil
    case .finished: .finish(Finish())
    case .failed(let failure): .abandon(Abandon(reason: failure.problem))
    }
  }

  /// Ends the job as its loop has ended; what was handed out ahead is of no use to anybody.
  mutating func finish(into actions: inout [Action]) {
    state = .finished
    sayFarewell(into: &actions)
    actions.append(.finished)
  }

  /// Gives the job up, and tells everybody.
  mutating func fail(_ code: JobFailure.Code, into actions: inout [Action]) {
    let failure = JobFailure(code, after: completedRounds)
    state = .failed(failure)
    sayFarewell(into: &actions)
    actions.append(.fail(failure))
  }

  private func sayFarewell(into actions: inout [Action]) {
    guard let farewell else { return }
    for peer in peers { actions.append(.send(farewell, to: peer, payload: .none)) }
  }

  /// After the end only a newcomer gets an answer, so that it need not wait in vain.
  mutating func turnAway(_ event: Event, into actions: inout [Action]) {
    guard case .received(let envelope, let peer) = event, case .hello = envelope.message else {
      return
    }
    statistics.refusals += 1
    let refusal = Refused(.over, worker: "", job: "")
    actions.append(.send(.refused(refusal), to: peer, payload: .none))
  }
}
