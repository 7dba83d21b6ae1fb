/// Where an error comes from.
public enum Fault: Sendable, Hashable {
  /// The command line or an input file is wrong; a command exits with status 2.
  case input
  /// The run failed; a command exits with status 1.
  case run
}
