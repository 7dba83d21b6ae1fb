/// How many results a worker may send through its socket.
struct AwaitedResults {
  /// Of work that is wanted.
  private var wanted = 0
  /// Of work that was called back, and may have been answered before the worker knew.
  private var calledBack = 0
  private var firstWantedRound = 0

  /// How many in all.
  var count: Int { wanted + calledBack }

  /// A piece of work was sent.
  mutating func workSent() { wanted += 1 }

  /// All work that was sent is called back.
  mutating func workCalledBack(before round: Int) {
    calledBack += wanted
    wanted = 0
    firstWantedRound = round
  }

  /// A result has come. Results come in the order of the work, so that after one that is wanted none will
  /// that was called back.
  mutating func resultCame(ofRound round: Int) {
    if round < firstWantedRound {
      calledBack = max(0, calledBack - 1)
    } else {
      calledBack = 0
      wanted = max(0, wanted - 1)
    }
  }
}
