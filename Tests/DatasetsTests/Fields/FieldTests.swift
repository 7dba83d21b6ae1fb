import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Datasets

@Suite("Fields", .computing)
struct FieldTests {
  private let image = Field.pixels("image", shape: [2, 2, 1])
  private let letter = Field.classes("letter", count: 26, startingAt: 1)
  private let measures = Field.values("measures", shape: [3])
  private let token = Field.integers("token", shape: [2], in: -5...70_000)
  private let word = Field.classes("word", count: 1_000, startingAt: 1, as: Int32.self)
  private let flags = Field.bytes("flags", shape: [2])

  private func examples() throws -> ExampleSet {
    try ExampleSet([
      image.column([0, 51, 102, 255, 255, 0, 0, 0, 1, 2, 3, 4] as [UInt8]),
      letter.column([1, 26, 7] as [UInt8]), measures.column((0..<9).map { Float($0) / 2 }),
      token.column([-5, 70_000, 0, 1, 2, 3] as [Int32]), word.column([1, 1_000, 500] as [Int32]),
      flags.column([1, 0, 0, 255, 9, 9] as [UInt8]),
    ])
  }

  @Test("are keys to tensors of their types: pixels from 0 to 1, classes from 0")
  func decoded() throws {
    let batch = try examples().batch(firstExample: 7)
    #expect(batch.count == 3 && batch.exampleNumbers == 7..<10)
    let expected = [0, 51, 102, 255, 255, 0, 0, 0, 1, 2, 3, 4].map { Float($0) / 255 }
    #expect(batch[image].isIdentical(to: Tensor(expected, shape: [3, 2, 2, 1])))
    #expect(batch[letter] == IntegerTensor([0, 25, 6]))
    #expect(
      batch[measures].isIdentical(to: Tensor((0..<9).map { Float($0) / 2 }, shape: [3, 3])))
    #expect(batch[token] == IntegerTensor([-5, 70_000, 0, 1, 2, 3], shape: [3, 2]))
    #expect(batch[word] == IntegerTensor([0, 999, 499]))
    #expect(batch[flags] == IntegerTensor([1, 0, 0, 255, 9, 9], shape: [3, 2]))
  }

  @Test("say what they are")
  func descriptions() throws {
    #expect(
      "\(try examples().fields)"
        == "image: uint8[2, 2, 1] scaled to 0...1, letter: uint8[] in 1...26, "
        + "measures: float32[3], "
        + "token: int32[2] in -5...70000, word: int32[] in 1...1000, flags: uint8[2]")
    let none: Fields = []
    #expect("\(none)" == "none" && none.bytesPerExample == 0)
    #expect(try examples().fields.bytesPerExample == 4 + 1 + 12 + 8 + 4 + 2)
  }

  @Test("are cut without a copy, and gathered in any order")
  func rows() throws {
    let examples = try examples()
    let cut = examples[1..<3]
    #expect(cut.batch()[letter].values == [25, 6])
    #expect(
      cut.columns[3].withBytes { $0.baseAddress! }
        == examples.columns[3].withBytes { $0.baseAddress! + 8 })
    let gathered = examples.rows(at: [2, 0, 2, 1]).batch()
    #expect(gathered[letter].values == [6, 0, 6, 25])
    #expect(gathered[token].values == [2, 3, -5, 70_000, 2, 3, 0, 1])
    #expect(gathered[measures].values.prefix(3) == [3, 3.5, 4])
    #expect(gathered[image].values.suffix(4) == [1, 0, 0, 0])
    #expect(examples.rows(at: []).batch()[image].shape == [0, 2, 2, 1])
    #expect(examples.prefix(2).count == 2 && examples.prefix(9).count == 3)
  }

  @Test("come in batches, the last of which may be short, in an order of their own")
  func batches() throws {
    let examples = try examples()
    let batches = examples.batches(of: 2)
    #expect(batches.count == 2 && batches.map(\.count) == [2, 1])
    #expect(batches.flatMap { $0[letter].values } == [0, 25, 6])
    let order = ShuffledOrder(count: 3, seed: 5, epoch: 1)
    #expect(
      examples.batches(of: 2, in: order).flatMap { $0[letter].values }
        == order.map { [0, 25, 6][$0] })
  }

  @Test("may be none: an example is its number then")
  func none() {
    let examples = ExampleSet(count: 10)
    let batch = examples[4..<7].batch(firstExample: 4)
    #expect(batch.count == 3 && batch.exampleNumbers == 4..<7)
    #expect(examples.rows(at: [9, 1]).count == 2)
    #expect(examples.batches(of: 4).map(\.count) == [4, 4, 2])
  }

  @Test("take arrays of other types where every number fits")
  func conversions() throws {
    #expect(try letter.column(DataArray([3, 4] as [Int32])).bytes.values == [3, 4])
    #expect(try letter.column(DataArray([3, 4] as [Float])).bytes.values == [3, 4])
    let array = DataArray((0..<8).map { UInt8($0) }, shape: [2, 2, 2])
    let values = try Field.values("x", shape: [4]).column(array)
    #expect(values.count == 2)
    #expect(
      try ExampleSet([values]).batch()[Field.values("x", shape: [4])].values
        == (0..<8).map { Float($0) })
    // Axes of any lengths that come to as many, without a copy.
    let pixels = try image.column(array)
    #expect(
      pixels.bytes.withBytes { $0.baseAddress! } == array.memory.baseAddress)
  }

  @Test("refuse what does not fit, with the field, the example and the number")
  func misfits() throws {
    try expectError(.outOfRange, mentioning: ["'letter'", "number 0 of example 1", "1...26"]) {
      try letter.column([1, 0] as [UInt8])
    }
    try expectError(.outOfRange, mentioning: ["'letter'", "number 300 of example 0", "1...26"]) {
      try letter.column([300] as [Int32])
    }
    try expectError(.outOfRange, mentioning: ["'token'", "number 70001 of example 1"]) {
      try token.column([1, 2, 3, 70_001] as [Int32])
    }
    try expectError(.outOfRange, mentioning: ["'measures'", "nan of example 1 is not finite"]) {
      try measures.column([1, 2, 3, 4, .nan, 6] as [Float])
    }
    try expectError(.outOfRange, mentioning: ["'measures'", "inf of example 0"]) {
      try measures.column([1, 2, .infinity] as [Float])
    }
    #expect(
      try Field.values("x", in: nil).column([.nan, .infinity] as [Float]).count == 2)
    let half = Field.values("half", shape: [1], in: 0.5...1.5)
    #expect(try half.column([1, 1] as [UInt8]).count == 2)
    try expectError(.outOfRange, mentioning: ["'half'", "number 2 of example 1", "0.5...1.5"]) {
      try half.column([1, 2] as [UInt8])
    }
    let far = Field.integers("far", in: 300...400)
    try expectError(.outOfRange, mentioning: ["number 255 of example 0", "300...400"]) {
      try far.column([255] as [UInt8])
    }
    try expectError(.outOfRange, mentioning: ["'flags'", "0.5"]) {
      try flags.column([1, 0.5] as [Float])
    }
    try expectError(.wrongDimensions, mentioning: ["'image'", "uint8[3, 5]", "[2, 2, 1]"]) {
      try image.column(DataArray([UInt8](repeating: 0, count: 15), shape: [3, 5]))
    }
    try expectError(.wrongDimensions, mentioning: ["'measures'", "4 numbers"]) {
      try measures.column([1, 2, 3, 4] as [Float])
    }
    try expectError(.countsDiffer, mentioning: ["'image' has 1", "'letter' has 2"]) {
      try ExampleSet([
        image.column([1, 2, 3, 4] as [UInt8]), letter.column([1, 2] as [UInt8]),
      ])
    }
  }
}

@Suite("Fields that are declared wrongly stop the program, with words", .blocking)
struct FieldMisuseTests {
  @Test("Two fields of one name are named")
  func twice() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = [Field.values("x"), Field.classes("x", count: 3)] as Fields
    }
    #expect(LastWords(result).say("two fields are called 'x'"))
  }

  @Test("Classes that a byte can't count say what to write")
  func manyClasses() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Field.classes("word", count: 256, startingAt: 1)
    }
    #expect(
      LastWords(result).say(
        """
        classes 1 to 256 of the field word do not fit into a byte: say classes(…, as: Int32.self)
        """))
  }

  @Test("A shape without room names the field")
  func shapes() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Field.pixels("image", shape: [28, 0])
    }
    #expect(
      LastWords(result).say(
        "the field image can't have the shape [28, 0]: one of 1 to 3 axes, or none, has to be filled"
      ))
  }
}
