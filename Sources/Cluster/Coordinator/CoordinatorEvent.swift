import ClusterProtocol

/// Something that happened to a coordinator and that people may want to know.
public enum CoordinatorEvent: Sendable, Hashable {
  /// It listens here.
  case listening(String)
  /// A worker takes part from now on.
  case joined(WorkerInfo)
  /// A worker was turned away.
  case refused(worker: String, Refused)
  /// No memory can be shared with the workers of this machine, for a reason.
  case sharesNoMemory(String)
  /// A worker is gone.
  case left(WorkerInfo, LossCause)
  /// The machine's own remarks.
  case notice(CoordinatorMachine.Notice)
}

extension CoordinatorEvent: CustomStringConvertible {
  /// A line for a log.
  public var description: String {
    switch self {
    case .listening(let endpoint): "listening at \(endpoint)"
    case .joined(let worker): "\(worker) joined"
    case .refused(let worker, let refused): "refused \(worker): \(refused.problem)"
    case .sharesNoMemory(let problem):
      "no shared memory, so gradients and weights travel in messages: \(problem)"
    case .left(let worker, let cause): "\(worker) \(cause)"
    case .notice(.waitingForWorkers(let ready, let minimum)):
      "waiting for workers: \(ready) of \(minimum) are ready"
    case .notice(.started(let workers)):
      "started with \(workers) \(workers == 1 ? "worker" : "workers")"
    case .notice(.dropped(let reason, _)):
      "dropped a message: \(reason.rawValue); further ones are only counted"
    case .notice(.refusedVersion(let refused, _)): "refused a worker: \(refused.problem)"
    case .notice(.sharesNoMemory(let worker)):
      "\(worker) does not share memory; its gradients and weights travel in messages"
    case .notice(.held(let round, let workers, let duration)):
      "round \(round) has not been completed for \(duration.components.seconds) seconds; "
        + (workers.isEmpty
          ? "nobody has it"
          : "not answered by \(workers.map(\.description).joined(separator: ", "))")
    case .notice(.nonFiniteMetric(let worker, let round)):
      "\(worker) reported a metric that is not finite in round \(round)"
    }
  }
}
