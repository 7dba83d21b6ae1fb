import Digests
import Files
import Foundation

@testable import Datasets

/// The files of the folder `Fixtures`.
enum Fixtures {
  /// What an array is to be, by `make_fixtures.py`.
  struct Expectation: Decodable {
    let dtype: String
    let shape: [Int]
    let values: String?
    let sha256: String?

    /// The array, where its values are told.
    func array() throws -> DataArray? {
      guard let words = values?.split(separator: " ") else { return nil }
      return switch ElementType(rawValue: dtype) {
      case nil: nil
      case .uint8: DataArray(words.compactMap { UInt8($0) }, shape: shape)
      case .int32: DataArray(words.compactMap { Int32($0) }, shape: shape)
      case .float32: DataArray(words.compactMap { Float($0) }, shape: shape)
      }
    }
  }

  static func path(of name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(name)").path
  }

  static func bytes(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(of: name))))
  }

  /// What each array is to be, by the name of its file, or `archive/name`.
  static func expectations() throws -> [String: Expectation] {
    try JSONDecoder().decode(
      [String: Expectation].self, from: Data(bytes(of: "expected.json")))
  }
}

extension DataArray {
  /// The SHA-256 of the numbers, little-endian.
  var sha256: String {
    Hexadecimal.text(of: SHA256.hash(withUnsafeBytes { Array($0) }))
  }

  /// Whether it is what was expected, bit for bit.
  func meets(_ expectation: Fixtures.Expectation) throws -> Bool {
    guard dtype.rawValue == expectation.dtype && shape == expectation.shape else { return false }
    if let array = try expectation.array() { return self == array }
    return sha256 == expectation.sha256
  }
}
