import Diagnostics

/// A text that names no endpoint.
public struct EndpointError: ActionableError, Equatable {
  /// The text.
  public let text: String
  /// What is wrong with it.
  public let problem: String

  /// Reading the text.
  public var activity: String { "reading the endpoint '\(text)'" }
  /// What an endpoint looks like.
  public var remedy: String {
    "Write tcp://HOST:PORT, such as tcp://127.0.0.1:5555, or ipc://PATH."
  }
  /// The command line's.
  public var fault: Fault { .input }
}
