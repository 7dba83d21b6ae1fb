/// Which refusals have been told, so that a stranger who calls again and again fills no log.
struct RefusalsTold: Sendable {
  /// How many are told for each reason.
  static let limit = 16

  private var instances: Set<UInt64> = []
  private var counts: [Refused.Code: Int] = [:]

  /// Takes note of a refusal.
  ///
  /// - Parameters:
  ///   - refusal: Why.
  ///   - instance: Who, so that each is told once.
  /// - Returns: Whether to tell of it.
  mutating func isNew(_ refusal: Refused, instance: UInt64) -> Bool {
    guard counts[refusal.code, default: 0] < Self.limit, instances.insert(instance).inserted
    else { return false }
    counts[refusal.code, default: 0] += 1
    return true
  }
}
