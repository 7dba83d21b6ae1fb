import Synchronization

/// A flag that one thread raises and others see.
public final class Flag: Sendable {
  private let value = Atomic(false)

  /// A flag that is down.
  public init() {}

  /// Whether it has been raised.
  public var isRaised: Bool { value.load(ordering: .acquiring) }

  /// Raises it.
  public func raise() { value.store(true, ordering: .releasing) }
}
