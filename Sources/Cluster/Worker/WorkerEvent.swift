import ClusterProtocol
import ZeroMQ

/// Something that happened to a worker and that people may want to know.
public enum WorkerEvent: Sendable, Hashable {
  /// It tries to reach a coordinator here.
  case connecting(String)
  /// No coordinator has answered, and this is found where it should be.
  case unreachable(Reachability)
  /// No coordinator has answered, and no name server yet either.
  case lookingUp
  /// The memory that the coordinator offered can't be opened, for a reason.
  case sharesNoMemory(String)
  /// The machine's own remarks.
  case notice(WorkerMachine.Notice)
}

extension WorkerEvent: CustomStringConvertible {
  /// A line for a log.
  public var description: String {
    switch self {
    case .connecting(let endpoint): "connecting to \(endpoint)"
    case .unreachable(let found): found.description
    case .lookingUp:
      "the coordinator's name is still being looked up. Check this machine's name servers, or use a "
        + "numeric address."
    case .sharesNoMemory(let problem):
      "no shared memory, so gradients and weights travel in messages: \(problem)"
    case .notice(.waitingForCoordinator(let duration)):
      "no coordinator has answered for \(duration.components.seconds) seconds; still trying"
    case .notice(.welcomed(let number)): "welcomed as worker \(number + 1)"
    case .notice(.coordinatorSilent(let duration)):
      "nothing heard of the coordinator for \(duration.components.seconds) seconds; "
        + "looking for it again"
    case .notice(.disconnected): "the connection is gone; looking for the coordinator again"
    case .notice(.dropped(let reason)):
      "dropped a message: \(reason.rawValue); further ones are only counted"
    }
  }
}
