extension CoordinatorMachine {
  /// Whether the job is neither done nor given up.
  public var isOpen: Bool { state == .gathering || state == .running }

  mutating func finish(into actions: inout [Action]) {
    for member in members.all {
      actions.append(.send(.finish(Finish()), to: member.peer, payload: .none))
    }
    state = .finished
    actions.append(.finished)
  }

  /// Gives the job up, and tells everybody.
  mutating func fail(_ code: JobFailure.Code, into actions: inout [Action]) {
    let failure = JobFailure(
      code: code, completedRounds: completedRounds, rounds: configuration.job.schedule.count)
    for member in members.all {
      actions.append(
        .send(.cancel(Cancel(reason: failure.problem)), to: member.peer, payload: .none))
    }
    state = .failed(failure)
    actions.append(.fail(failure))
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
