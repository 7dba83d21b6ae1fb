import Diagnostics

/// Why a job could not be brought to its end.
public struct JobFailure: ActionableError, Hashable {
  /// What ended it.
  public enum Code: Hashable, Sendable {
    /// A worker died; its name, or that of the process if it never came to have one.
    case workerDied(name: String, LossCause)
    /// Too few workers came in time.
    case joinTimeout(joined: Int, minimum: Int, after: Duration)
    /// The user stopped it.
    case interrupted
    /// The coordinator could not go on, for a reason.
    case aborted(String)
  }

  /// What ended the job.
  public let code: Code
  /// How many rounds were complete by then.
  public let completedRounds: Int

  /// A failure.
  ///
  /// - Parameters:
  ///   - code: What ended the job.
  ///   - completedRounds: How many rounds were complete by then.
  package init(_ code: Code, after completedRounds: Int) {
    self.code = code
    self.completedRounds = completedRounds
  }

  /// What was being done.
  public var activity: String { "running the job, after \(completedRounds) rounds" }

  /// What ended the job.
  public var problem: String {
    switch code {
    case .workerDied(let name, let cause): "\(name) \(cause)"
    case .joinTimeout(let joined, let minimum, let duration):
      "\(joined) of \(minimum) workers had joined after \(duration.components.seconds) seconds"
    case .interrupted: "interrupted"
    case .aborted(let reason): reason
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch code {
    case .workerDied: "See what the worker said last, then start the job again"
    case .joinTimeout: "Start more workers, or ask for fewer"
    case .interrupted, .aborted: ""
    }
  }

  /// The run's, whatever ended it.
  public var fault: Fault { .run }

  /// Starting again may work, unless the user wanted an end.
  public var isRetriable: Bool { code != .interrupted }
}
