/// Everything that a coordinator and a worker say to each other.
public enum Message: Hashable, Sendable {
  /// Worker to coordinator: may I take part?
  case hello(Hello)
  /// Coordinator to worker: yes, and this is the job.
  case welcome(Welcome)
  /// Worker to coordinator: set up for the job.
  case ready(Ready)
  /// Coordinator to worker: no.
  case refused(Refused)
  /// Coordinator to worker: a version of the weights.
  case weights(Weights)
  /// Coordinator to worker: a node to compute.
  case work(Work)
  /// Worker to coordinator: a node computed.
  case result(WorkResult)
  /// Both ways: a sign of life.
  case heartbeat(Heartbeat)
  /// Worker to coordinator: I leave.
  case goodbye(Goodbye)
  /// Coordinator to worker: some rounds are not wanted any more.
  case cancel(Cancel)
  /// Coordinator to worker: the job is given up.
  case abandon(Abandon)
  /// Coordinator to worker: the job is done.
  case finish(Finish)
}
