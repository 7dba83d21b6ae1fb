import Digests
import Files
import TensorCore
import TestSupport
import Testing

@testable import Datasets

@Suite("Splits of a data set", .computing)
struct SplitsTests {
  private static let image = Field.pixels("image", shape: [784])
  private static let label = Field.classes("label", count: 10)
  private let digits = SyntheticDigits(seed: 3).dataset(trainCount: 30, testCount: 8)

  private func splits(holdingOut holdOut: HoldOut) throws -> Splits {
    Splits(
      "digits", training: try digits.train.examples(Self.image, Self.label), holdingOut: holdOut,
      test: try digits.test.examples(Self.image, Self.label))
  }

  @Test("hold the first training examples out for validation, and copy nothing")
  func isSplit() throws {
    let examples = try splits(holdingOut: .first(10)).examples()
    #expect(
      (examples.training.count, examples.validation.count, examples.test.count) == (20, 10, 8))
    let pixels = examples.training.columns[0].withBytes { $0.baseAddress! }
    #expect(pixels == digits.train.imageBytes.baseAddress + 10 * 784)
    #expect(
      examples.validation.columns[0].withBytes { $0.baseAddress! }
        == digits.train.imageBytes.baseAddress)
    #expect(
      examples.training.batch()[Self.label].values
        == (10..<30).map { UInt8(digits.train.label(at: $0)) })
  }

  @Test("are limited behind the hold-out", arguments: [1, 8, 9, 15, 20, 21, 1000])
  func isLimited(limit: Int) throws {
    let examples = try splits(holdingOut: .first(10)).examples(limit: limit)
    #expect(examples.training.count == min(limit, 20))
    #expect(examples.validation.count == min(limit, 10))
    #expect(examples.test.count == min(limit, 8))
    #expect(
      examples.training.batch()[Self.label].values[0] == UInt8(digits.train.label(at: 10)))
  }

  @Test("are refused when the hold-out takes everything", arguments: [30, 31, 10_000])
  func isTooSmall(validation: Int) throws {
    try expectError(.nothingToTrainOn, mentioning: ["digits", "30 examples"]) {
      try splits(holdingOut: .first(validation)).examples()
    }
  }

  @Test("may hold nothing out, others, or examples of their own")
  func holdOuts() throws {
    let all = try splits(holdingOut: .first(0))
    #expect(try all.examples().validation.count == 0)
    let last = try all.holdingOut(.lastFraction(0.1)).examples()
    #expect((last.training.count, last.validation.count) == (27, 3))
    let own = Splits("own", training: all.training, validation: all.test)
    let examples = try own.examples(limit: 5)
    #expect((examples.training.count, examples.validation.count) == (5, 5))
    #expect(own.origin.name == "own")
    try expectError(.ambiguous, mentioning: ["own", "--hold-out"]) {
      try own.holdingOut(.first(3))
    }
    #expect(try !own.examples().isShuffled && own.shuffled().examples().isShuffled)
  }

  @Test("are known by names, types, shapes and every byte of their columns")
  func digests() throws {
    let (x, y) = (Field.values("x", shape: [2]), Field.integers("y"))
    func digest(_ x: Field<Tensor>, _ values: [Float], _ numbers: [Int32]) throws -> String {
      let examples = try ExampleSet([x.column(values), y.column(numbers)])
      return Splits("columns", training: examples).origin.sha256
    }
    let digests = try [
      digest(x, [1, 2, 3, 4], [5, 6]), digest(x, [1, 2, 3, 5], [5, 6]),
      digest(x, [1, 2, 3, 4], [5, 7]),
      digest(Field.values("z", shape: [2]), [1, 2, 3, 4], [5, 6]),
      digest(Field.values("x", shape: [2, 1]), [1, 2, 3, 4], [5, 6]),
      Splits("numbers", training: ExampleSet(count: 2)).origin.sha256,
      Splits("numbers", training: ExampleSet(count: 3)).origin.sha256,
    ]
    #expect(Set(digests).count == digests.count)
    #expect(try digest(x, [1, 2, 3, 4], [5, 6]) == digests[0])
    #expect(
      digests[0]
        == Hexadecimal.text(
          of: SHA256.hash(
            Array("training 2\nx float32 [2]\n".utf8)
              + [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64]
              + Array("y int32 []\n".utf8) + [5, 0, 0, 0, 6, 0, 0, 0]
              + Array("test 0\n".utf8))))
  }
}
