import Testing

/// What a process said that was to be stopped by its misuse of the API.
public struct LastWords {
  /// Its standard error, in full.
  public let text: String

  /// - Parameter result: The process's end, with its standard error observed; nil if it did not end
  ///   as it was to, which the test has been told already.
  public init(_ result: ExitTest.Result?) {
    text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  /// Whether a message is there, as a line of its own.
  public func say(_ message: String) -> Bool {
    text.split(separator: "\n").contains { $0.hasPrefix("Fatal error: \(message) (") }
  }
}
