import Foundation

extension Encodable where Self: Decodable {
  /// The value as it comes back from JSON.
  func copiedThroughJSON() throws -> Self {
    try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(self))
  }
}
