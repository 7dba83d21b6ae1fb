/// A worker leaves of its own accord.
public struct Goodbye: Hashable, Sendable {
  /// Why, as a phrase such as `interrupted`.
  public var reason: String

  /// - Parameter reason: Why, as a phrase such as `interrupted`.
  public init(reason: String) { self.reason = reason }
}
