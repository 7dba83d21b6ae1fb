import Digests
import Files
import TensorCore
import TestSupport
import Testing

@testable import Datasets

@Suite("Images of other sizes, with other classes", .computing)
struct ImageKinTests {
  /// Images and labels as IDX files.
  private struct Kin {
    let shape: [Int]
    let labels: [[UInt8]]

    func images(_ part: Int) -> [UInt8] {
      let size = shape.reduce(1, *)
      return IDXHeader(bytesOfShape: [labels[part].count] + shape).bytes
        + (0..<labels[part].count * size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ part) }
    }

    func classes(_ part: Int) -> [UInt8] {
      IDXHeader(bytesOfShape: [labels[part].count]).bytes + labels[part]
    }

    /// Writes the four files.
    func write(to directory: TemporaryDirectory, _ names: [String], packed: Bool = false) throws {
      for part in 0..<2 {
        for (name, bytes) in [("images-idx3", images(part)), ("labels-idx1", classes(part))] {
          try directory.write(
            packed ? Gzip.packed(bytes) : bytes,
            to: "\(names[part])-\(name)-ubyte" + (packed ? ".gz" : ""))
        }
      }
    }
  }

  private static let letters = Kin(
    shape: [28, 28], labels: [[1, 26, 13, 2, 1], [26, 3]])
  private static let small = Kin(shape: [8, 8], labels: [[0, 9, 4], [7]])
  private static let image = Field.pixels("image", shape: [28, 28, 1])
  private static let letter = Field.classes("letter", count: 26, startingAt: 1)

  @Test("Letters are counted from 1 in files, and from 0 in batches", arguments: [false, true])
  func areLetters(packed: Bool) throws {
    let directory = try TemporaryDirectory()
    try Self.letters.write(
      to: directory, ["emnist-letters-train", "emnist-letters-test"], packed: packed)
    let splits = try MNIST(.path(directory.path)).splits(
      Self.image, Self.letter, holdingOut: .last(2))
    let examples = try splits.examples()
    #expect(examples.training.batch()[Self.letter].values == [0, 25, 12])
    #expect(examples.validation.batch()[Self.letter].values == [1, 0])
    #expect(examples.test.batch()[Self.letter].values == [25, 2])
    #expect(examples.training.batch()[Self.image].shape == [3, 28, 28, 1])
    #expect(splits.origin.name == directory.path)
    let files = [0, 1].flatMap { Self.letters.images($0) + Self.letters.classes($0) }
    #expect(splits.origin.sha256 == Hexadecimal.text(of: SHA256.hash(files)))
  }

  @Test("8×8 digits are read by the shape of their field, and by no other")
  func areSmall() throws {
    let directory = try TemporaryDirectory()
    try Self.small.write(to: directory, ["train", "t10k"])
    let (flat, label) = (Field.pixels("image", shape: [64]), Field.classes("label", count: 10))
    let source = DataSource.path(directory.path)
    let examples = try MNIST(source).splits(flat, label, holdingOut: .first(1)).examples()
    #expect(examples.training.batch()[flat].shape == [2, 64])
    #expect(examples.training.batch()[label].values == [9, 4])
    try expectError(
      .wrongDimensions, mentioning: [directory.path, "8×8 pixels, where 784 are wanted", "declare"]
    ) {
      try MNIST(source).splits(Field.pixels("image", shape: [784]), label)
    }
    try expectError(.labelOutOfRange, mentioning: ["label 9 at index 1", "0...8"]) {
      try MNIST(source).splits(flat, Field.classes("label", count: 9))
    }
  }

  @Test("Parts of EMNIST side by side are told apart by nobody, and named")
  func areSeveral() throws {
    let directory = try TemporaryDirectory()
    try Self.letters.write(to: directory, ["emnist-letters-train", "emnist-letters-test"])
    try Self.letters.write(to: directory, ["emnist-mnist-train", "emnist-mnist-test"])
    try expectError(
      .ambiguous, mentioning: ["emnist-letters-", "emnist-mnist-", "one data set"]
    ) {
      try MNIST(.path(directory.path)).splits(Self.image, Self.letter)
    }
  }

  @Test("Keras's archive is read as the files are", arguments: ["stored.npz", "mnist.npz"])
  func isArchive(name: String) throws {
    let path = Fixtures.path(of: name)
    let label = Field.classes("label", count: 10)
    let splits = try MNIST(.path(path)).splits(Self.image, label, holdingOut: .first(1))
    let examples = try splits.examples()
    #expect(examples.training.batch()[label].values == [1, 2, 3, 4, 5])
    #expect(examples.test.batch()[label].values == [7, 2])
    let archive = try NPZFile(path)
    let expected = try archive.array("x_test").elements(of: UInt8.self).map { Float($0) / 255 }
    #expect(examples.test.batch()[Self.image].values == expected)
    #expect(splits.origin.name == path)
    #expect(try MNIST.load(.path(path)).train.images == archive.array("x_train"))
    try expectError(.labelOutOfRange, mentioning: ["y_train of \(path)", "label 5", "0...4"]) {
      try MNIST(.path(path)).splits(Self.image, Field.classes("label", count: 5))
    }
    try expectError(.wrongDimensions, mentioning: ["x_train", path, "uint8[6, 28, 28]", "8×8"]) {
      try MNIST(.path(path)).splits(Field.pixels("image", shape: [8, 8]), label)
    }
  }

  @Test("Archives that are damaged, or of something else, are refused with words")
  func areDamaged() throws {
    let bytes = try Fixtures.bytes(of: "mnist.npz")
    let directory = try TemporaryDirectory()
    let label = Field.classes("label", count: 10)
    func load(_ bytes: [UInt8]) throws -> Splits {
      try directory.write(bytes, to: "digits.npz")
      return try MNIST(.path(directory.path(of: "digits.npz"))).splits(Self.image, label)
    }
    for length in stride(from: 0, to: bytes.count, by: 97) {
      #expect(isRefused { try load(Array(bytes[..<length])) }, "\(length) bytes")
    }
    for (words, bytes) in Damage.impostors {
      try expectError(.wrongMagic, mentioning: ["digits.npz", words]) { try load(bytes) }
    }
    try expectError(.unknownName, mentioning: ["x_train", "digits.npz"]) {
      try load(try Fixtures.bytes(of: "odd.npz"))
    }
    try expectError(.missing, mentioning: ["/no/such.npz"]) {
      try MNIST(.path("/no/such.npz")).splits(Self.image, label)
    }
  }

  @Test("A program's own file has to be named")
  func path() throws {
    #expect(try DataSource.path("a.csv").path(of: "a table") == "a.csv")
    try expectError(.missing, mentioning: ["looking for a table", "auto names no file", "--data"]) {
      try DataSource.auto.path(of: "a table")
    }
  }
}
