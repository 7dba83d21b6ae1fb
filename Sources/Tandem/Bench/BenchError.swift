import Diagnostics

/// Why a bench has no figures.
struct BenchError: ActionableError {
  enum Code {
    /// A command that was measured failed.
    case commandFailed
    /// The user stopped it.
    case interrupted
  }

  let code: Code
  let problem: String

  init(_ code: Code, _ problem: String) {
    self.code = code
    self.problem = problem
  }

  static let interrupted = BenchError(.interrupted, "interrupted")

  var activity: String { "measuring" }
  var remedy: String {
    code == .commandFailed ? "Run that command by itself to see more." : ""
  }
  var fault: Fault { .run }
}
