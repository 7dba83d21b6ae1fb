import Diagnostics

/// Why workers could not be launched beside a coordinator.
public struct LocalClusterError: ActionableError, Equatable {
  /// What kind of obstacle it is.
  public enum Code: Sendable {
    /// There is no place for a Unix-domain socket.
    case noSocketDirectory
    /// The program can't be started.
    case cannotLaunch
  }

  /// What kind of obstacle it is.
  public let code: Code
  /// What came in the way.
  public let problem: String

  init(_ code: Code, _ problem: String) {
    self.code = code
    self.problem = problem
  }

  /// Launching workers.
  public var activity: String { "launching workers" }

  /// What to do instead.
  public var remedy: String {
    switch code {
    case .noSocketDirectory: "Use --transport tcp, or make /tmp writable."
    case .cannotLaunch:
      """
      Check that the program may be executed and that processes and threads may be started \
      (ulimit -u).
      """
    }
  }

  /// The run's.
  public var fault: Fault { .run }
}
