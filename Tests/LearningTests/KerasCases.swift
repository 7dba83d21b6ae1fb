import Foundation
import TensorCore

/// What Keras computed on many random cases, written by `Fixtures/make_cases.py` and the scripts that import
/// it.
struct KerasCases {
  /// A case: the inputs follow from its number.
  struct Case: Decodable {
    let number: Int
    let settings: [String: Double]
    fileprivate let outputs: [String: [Int]]

    /// A setting, or what Keras takes by default.
    func setting(_ name: String, default value: Double) -> Double { settings[name] ?? value }
  }

  private struct Index: Decodable {
    let groups: [String: [String: [Case]]]
  }

  /// The cases of a group, by kind.
  let cases: [String: [Case]]
  private let values: [Float]

  /// Reads the cases of a group, from a file beside this one.
  init(_ group: String, in file: String = "cases") throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures")
    let index = try JSONDecoder().decode(
      Index.self, from: Data(contentsOf: folder.appendingPathComponent("\(file).json")))
    cases = index.groups[group] ?? [:]
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent("\(file).bin")))
    values = stride(from: 0, to: bytes.count, by: 4).map { place in
      Float(
        bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) })
    }
  }

  /// What came out of a case under a name; nil if there is nothing of this name.
  func output(_ name: String, of example: Case) -> [Float]? {
    example.outputs[name].map { place in
      Array(values[place[0]..<place[0] + place.dropFirst().reduce(1, *)])
    }
  }
}

/// How far values lie from those expected, relative to the largest magnitude of the latter; infinity if
/// they are not as many, or not numbers in the same places.
func relativeError(_ values: [Float], _ expected: [Float]) -> Float {
  guard values.count == expected.count else { return .infinity }
  var (error, largest): (Float, Float) = (0, 0)
  for (value, wanted) in zip(values, expected) {
    if value.isNaN && wanted.isNaN || value == wanted {
      if wanted.isFinite { largest = max(largest, abs(wanted)) }
      continue
    }
    guard value.isFinite && wanted.isFinite else { return .infinity }
    error = max(error, abs(value - wanted))
    largest = max(largest, abs(wanted))
  }
  return error == 0 ? 0 : error / largest
}
