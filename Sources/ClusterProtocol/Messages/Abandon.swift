/// The coordinator gives the job up, and the workers are to stop.
public struct Abandon: Hashable, Sendable {
  /// Why, as a phrase such as `worker 2 died`.
  public var reason: String

  /// - Parameter reason: Why, as a phrase such as `worker 2 died`.
  public init(reason: String) { self.reason = reason }
}
