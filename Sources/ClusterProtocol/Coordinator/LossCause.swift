/// How a coordinator lost a worker.
public enum LossCause: Hashable, Sendable {
  /// Nothing was heard of it for this long.
  case silent(Duration)
  /// It said goodbye, for a reason.
  case goodbye(String)
  /// Its connection is gone.
  case unreachable
  /// It connected a second time, so whatever was under way on the first connection is lost.
  case reconnected
  /// It was cut off for what it did, as described.
  case misbehaved(String)
  /// It wrote counts to the shared mailbox that can't be.
  case brokenMailbox
  /// Its process has ended, as described.
  case processEnded(String)
}

extension LossCause {
  /// Whether the worker's own doing was the cause, so that its nodes go to others.
  var isMisconduct: Bool {
    switch self {
    case .misbehaved, .brokenMailbox: true
    case .silent, .goodbye, .unreachable, .reconnected, .processEnded: false
    }
  }
}

extension LossCause: CustomStringConvertible {
  /// What the worker did, as the end of a sentence: `has not been heard of for 6 seconds`.
  public var description: String {
    switch self {
    case .silent(let duration):
      "has not been heard of for \(duration.components.seconds) seconds"
    case .goodbye(let reason): "left: \(reason)"
    case .unreachable: "cannot be reached any more"
    case .reconnected: "lost its connection and came back without its work"
    case .misbehaved(let reason): "was cut off: \(reason)"
    case .brokenMailbox: "wrote counts to its shared mailbox that can't be"
    case .processEnded(let description): "ended: \(description)"
    }
  }
}
