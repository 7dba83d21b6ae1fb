import Diagnostics
import TensorCore

@testable import Datasets

/// Ways for the bytes of a file to become others.
enum Damage {
  /// Every beginning of a file that is not all of it.
  static func truncations(of bytes: [UInt8]) -> [[UInt8]] {
    bytes.indices.map { Array(bytes[..<$0]) }
  }

  /// A file with one to three bits turned, a different one for each index.
  static func flipped(_ bytes: [UInt8], _ index: Int) -> [UInt8] {
    var random = RandomStream(seed: 20261, path: "damage").sequence(step: index)
    var bytes = bytes
    for _ in 0...Int(random.nextWord() % 3) {
      bytes[Int(random.nextWord()) % bytes.count] ^= 1 << UInt8(random.nextWord() % 8)
    }
    return bytes
  }

  /// What stands in the place of a file that could not be had.
  static let impostors: [(words: String, bytes: [UInt8])] = [
    ("HTML", Array("<!DOCTYPE html>\n<html><body>Not found</body></html>".utf8)),
    (
      "git lfs pull",
      Array("version https://git-lfs.example/spec/v1\noid sha256:0123\nsize 12\n".utf8)
    ),
    ("a PNG image", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]),
    ("nothing but zeros", [UInt8](repeating: 0, count: 900)),
  ]
}

/// Has bytes read, and says whether they were refused with words; a trap ends the test.
func isRefused<Value>(_ body: () throws -> Value) -> Bool {
  do {
    _ = try body()
    return false
  } catch let error as DatasetError {
    return !error.problem.isEmpty && error.fault == .input
  } catch {
    return false
  }
}
