import TestSupport
import Testing

@testable import Training

@Suite("Weights files with random damage", .computing)
struct SafetensorsFuzzTests {
  /// SplitMix64, so that a failure can be repeated.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let json =
    "{\"__metadata__\":{\"k\":\"v\"},"
    + SafetensorsBytes.entry("a", shape: "[2,2]", 0, 16) + ","
    + SafetensorsBytes.entry("b", shape: "[]", 16, 20) + ","
    + SafetensorsBytes.entry("c", shape: "[0]", 20, 20) + "}"

  /// One to four bytes changed, removed, doubled or moved.
  private func damaged(_ bytes: [UInt8], by generator: inout Generator) -> [UInt8] {
    var bytes = bytes
    let telling = Array("0123456789-\"{}[],:eE.\\ \n\u{7F}".utf8)
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
      case 1, 2: bytes[index] = telling.randomElement(using: &generator) ?? 0
      case 3: bytes.remove(at: index)
      case 4: bytes.insert(bytes[index], at: index)
      default: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &generator))
      }
    }
    return bytes
  }

  @Test("A damaged header is refused or holds tensors that fill the data", arguments: 1...4)
  func headers(seed: Int) {
    var generator = Generator(state: UInt64(seed))
    var accepted = 0
    for _ in 0..<5_000 {
      let bytes = damaged(Array(Self.json.utf8), by: &generator)
      guard let header = try? SafetensorsHeader.parse(bytes, dataSize: 20, path: "w") else {
        continue
      }
      accepted += 1
      var end = 0
      for entry in header.entries {
        #expect(entry.bytes.lowerBound == end)
        #expect(entry.bytes.count == 4 * entry.shape.shape.reduce(1, *))
        end = entry.bytes.upperBound
      }
      #expect(end == 20)
    }
    // Damage to a name or a text of the metadata is none to the form.
    #expect((1..<5_000).contains(accepted))
  }

  @Test("A damaged file is refused with an error or read", arguments: 1...2)
  func files(seed: Int) throws {
    var generator = Generator(state: UInt64(100 + seed))
    let directory = try ScratchDirectory()
    let bytes = SafetensorsBytes.file(Self.json, dataSize: 20)
    for _ in 0..<500 {
      let path = try directory.file("w", holding: damaged(bytes, by: &generator))
      do throws(WeightFileError) {
        let (tensors, _) = try SafetensorsFile.read(path)
        #expect(tensors.reduce(0) { $0 + $1.values.count } == 5)
      } catch {
        #expect(error.path == path)
        #expect(!error.problem.isEmpty)
      }
    }
  }
}
