import Foundation
import TensorCore

/// A file of values computed by Keras or NumPy, written by `Fixtures/make_fixtures.py`.
struct KerasFixture: Decodable {
  /// Numbers and their shape.
  struct Values: Decodable {
    let shape: [Int]
    let values: [Double]

    var tensor: Tensor { Tensor(values.map { Float($0) }, shape: Shape(shape)) }
    var labels: IntegerTensor<UInt8> { IntegerTensor<UInt8>(values.map { UInt8($0) }) }
    var counts: [Int] { values.map { Int($0) } }
  }

  /// What went in and what came out, once.
  struct Case: Decodable {
    let name: String
    let settings: [String: Double]
    let inputs: [String: Values]
    let outputs: [String: Values]

    func input(_ name: String) -> Tensor { inputs[name]!.tensor }
    func output(_ name: String) -> Tensor { outputs[name]!.tensor }
  }

  let cases: [Case]

  /// Reads a file of the folder `Fixtures`.
  static func cases(of file: String) throws -> [Case] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/\(file).json"))
    return try JSONDecoder().decode(KerasFixture.self, from: data).cases
  }
}

extension Tensor {
  /// Whether each element lies within a tolerance of another's, relative where that is above 1.
  func isNear(_ other: Tensor, within tolerance: Float) -> Bool {
    shape == other.shape
      && zip(values, other.values).allSatisfy {
        $0 == $1 || abs($0 - $1) <= tolerance * Swift.max(1, abs($1))
      }
  }
}
