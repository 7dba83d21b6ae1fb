/// An error that a person can act on: what was being done, what went wrong, and what to do about it.
///
/// Everything that comes from outside the program (files, the network, peers, the command line)
/// fails with a type conforming to this protocol. Misuse of the API in code stops the program with
/// words instead.
public protocol ActionableError: Error, CustomStringConvertible, Sendable {
  /// What was being done, as a phrase: `reading the training labels from /data/t10k-labels`.
  var activity: String { get }
  /// What went wrong, naming the thing and the values: `label 10 at index 17 is outside 0...9`.
  var problem: String { get }
  /// What to do about it, as an imperative sentence.
  var remedy: String { get }
  /// Whose fault it is, which decides the exit status of a command.
  var fault: Fault { get }
  /// Whether trying the same thing again later may succeed.
  var isRetriable: Bool { get }
}

extension ActionableError {
  /// What was being done, what went wrong and what to do about it as one message, with one full stop
  /// behind each sentence, however they were written.
  public var description: String {
    let sentences =
      remedy.isEmpty
      ? "\(activity): \(problem)"
      : "\(activity): \(Self.withFullStop(problem)) \(Self.withFullStop(remedy))"
    return sentences.onOneLine
  }

  private static func withFullStop(_ sentence: String) -> String {
    sentence.hasSuffix(".") ? sentence : sentence + "."
  }

  /// Most errors stay until somebody changes something.
  public var isRetriable: Bool { false }
}
