/// The job is done, and the workers are to stop.
public struct Finish: Hashable, Sendable {
  /// The message has nothing to add.
  public init() {}
}
