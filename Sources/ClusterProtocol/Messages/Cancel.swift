/// The coordinator calls work back that it has handed out ahead; the job goes on with other rounds.
public struct Cancel: Hashable, Sendable {
  /// The first round that is still wanted: all of lower numbers are to be forgotten.
  public var firstRound: Int

  /// - Parameter firstRound: The first round that is still wanted.
  public init(firstRound: Int) { self.firstRound = firstRound }
}
