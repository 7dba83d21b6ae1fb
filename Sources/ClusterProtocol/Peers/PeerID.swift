/// Where a message came from and an answer goes to: the routing id of a connection, unread.
///
/// It is not the worker's identity; a worker that connects again has another.
public struct PeerID: Hashable, Sendable {
  /// The bytes of the routing id.
  public let bytes: [UInt8]

  /// - Parameter bytes: The bytes of the routing id.
  public init(bytes: [UInt8]) { self.bytes = bytes }
}

extension PeerID: CustomStringConvertible {
  /// The bytes in hexadecimal.
  public var description: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
