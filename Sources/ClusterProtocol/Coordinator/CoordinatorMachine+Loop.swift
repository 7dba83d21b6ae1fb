import Sharding

/// What the loop decides.
extension CoordinatorMachine {
  /// Begins to complete rounds, those of them that were announced before being under way already.
  mutating func want(
    _ passes: [Pass], _ ahead: [Pass], at now: Instant, into actions: inout [Action]
  ) {
    let isExpected = rounds.indices.allSatisfy { place in
      rounds[place].round.batch == PassQueue(passes + ahead).batch(at: place)
    }
    if !isExpected { callBack(into: &actions) }
    queue = PassQueue(passes + ahead)
    wantedRounds = PassQueue(passes).count
    lastProgress = now
    nextHeldNotice = Self.firstHeldNotice
    handOut(into: &actions)
    if wantedRounds == 0 { return actions.append(.caughtUp) }
    completeRounds(into: &actions)
  }

  /// Takes note of weights that no round has made. What was handed out for the others is called back, and
  /// handed out anew when the loop wants more rounds.
  mutating func replaceWeights(into actions: inout [Action]) {
    callBack(into: &actions)
    queue = PassQueue()
    weightsVersion += 1
  }

  /// Calls all rounds back that are not complete. Their numbers are used up.
  private mutating func callBack(into actions: inout [Action]) {
    guard !rounds.isEmpty else { return }
    let holders = Set(rounds.flatMap(\.holders))
    for member in members.active where holders.contains(member.info.number) {
      actions.append(
        .send(.cancel(Cancel(firstRound: nextRound)), to: member.peer, payload: .none))
    }
    cancelled = Array((cancelled + rounds).suffix(Self.mostCancelledKept))
    rounds = []
    actions.append(.calledBack)
  }

  /// Whether a result is what a worker was asked for before the round was called back, and comes for the
  /// first time: it may have crossed with the word that nobody wants it, which is nobody's fault.
  mutating func isAnswerToCancelled(_ result: WorkResult, from number: Int) -> Bool {
    guard let first = cancelled.first?.round.index, first <= result.round,
      let place = cancelled.firstIndex(where: { $0.round.index == result.round })
    else { return false }
    return cancelled[place].store(result.node, from: number) == nil
  }

  /// Twice as many rounds as are handed out at once.
  private static var mostCancelledKept: Int { 32 }
}
