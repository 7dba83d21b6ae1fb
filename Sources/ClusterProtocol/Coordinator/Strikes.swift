/// What peers have sent that was of no use, so that who goes on is cut off.
///
/// Time forgives: what an honest worker sends twice, or too late, never comes to much.
struct Strikes: Sendable {
  /// How grave a message is that leads to nothing.
  enum Weight: Int, Sendable {
    /// It may be late or sent twice.
    case useless = 1
    /// It had to be answered.
    case refused = 8
    /// No worker of any version sends such a thing.
    case malformed = 24
  }

  /// Who reaches so much is cut off.
  static let limit = 64
  /// What a second forgives.
  static let forgiven = 8
  // Who is cut off comes back under another id, so that those of the past must not pile up.
  private static let mostPeers = 4096

  private var points: [PeerID: Int] = [:]

  /// Takes note of a message, and returns whether its sender is to be cut off.
  mutating func add(_ weight: Weight, for peer: PeerID) -> Bool {
    if points.count >= Self.mostPeers { points.removeAll() }
    let sum = points[peer, default: 0] + weight.rawValue
    points[peer] = sum < Self.limit ? sum : nil
    return sum >= Self.limit
  }

  /// A second has passed.
  mutating func forgive() {
    if points.isEmpty { return }
    points = points.compactMapValues { $0 > Self.forgiven ? $0 - Self.forgiven : nil }
  }
}
