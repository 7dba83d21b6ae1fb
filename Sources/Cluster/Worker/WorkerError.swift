import ClusterProtocol
import Diagnostics

/// Why a worker ended before its job did.
public struct WorkerError: ActionableError, Equatable {
  /// What kind of end it was.
  public enum Code: Sendable, Hashable {
    /// The coordinator turned it away.
    case refused(Refused)
    /// The coordinator gave the job up.
    case abandoned(String)
    /// It can't take part in the job.
    case unsuitable(String)
    /// The coordinator sent what can't be of the job.
    case impossible(String)
    /// The coordinator sent examples that are none.
    case badExamples(String)
    /// No coordinator was heard of.
    case noCoordinator(Duration)
    /// The process that launched it is gone.
    case launcherGone
    /// The user stopped it.
    case interrupted
  }

  /// What kind of end it was.
  public let code: Code

  /// An end of some kind.
  public init(_ code: Code) { self.code = code }

  /// Working for the coordinator.
  public var activity: String {
    if case .refused(let refused) = code { refused.activity } else { "working for the coordinator" }
  }

  /// What ended it.
  public var problem: String {
    switch code {
    case .refused(let refused): refused.problem
    case .abandoned(let reason): "the coordinator gave the job up: \(reason)"
    case .unsuitable(let reason): reason
    case .impossible(let reason): "this worker \(reason)"
    case .badExamples(let reason): reason
    case .noCoordinator(let duration):
      "no coordinator was heard of for \(duration.components.seconds) seconds"
    case .launcherGone: "the process that launched this worker is gone"
    case .interrupted: "interrupted"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch code {
    case .refused(let refused): refused.remedy
    case .unsuitable: "Start it with the options of the job."
    case .impossible: "Run the same build of the same program on both sides."
    case .badExamples: "Check the data set of the coordinator."
    case .noCoordinator: "Start the coordinator, or check the endpoint."
    case .abandoned, .launcherGone, .interrupted: ""
    }
  }

  /// The command line's, if the worker does not fit the job; else the run's.
  public var fault: Fault {
    if case .refused(let refused) = code { refused.fault } else { .run }
  }
}
