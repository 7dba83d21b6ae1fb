import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("A directory of IDX files", .computing)
struct IDXDirectoryTests {
  @Test("is read the same packed or not", arguments: [false, true])
  func isReadPackedOrNot(packed: Bool) throws {
    let (digits, directory) = (SmallDigits(), try TemporaryDirectory())
    try digits.write(to: directory, packed: packed)
    let dataset = try DatasetLoader(source: .path(directory.path)).load()
    #expect(dataset.name == directory.path)
    #expect(dataset.sha256 == digits.sha256)
    #expect((dataset.train.count, dataset.test.count) == (12, 5))
    #expect(dataset.train.label(at: 11) == 1)
    dataset.test.withUnsafeImageBytes(ofExamples: 1..<2) { pixels in
      #expect(pixels.elementsEqual(digits.files[.testImages]![16 + 784..<16 + 2 * 784]))
    }
  }

  @Test("is read under the names with a dot, and with a slash behind its path")
  func isReadUnderOtherNames() throws {
    let (digits, directory) = (SmallDigits(), try TemporaryDirectory())
    try directory.write(digits.files[.trainImages]!, to: "train-images.idx3-ubyte")
    try directory.write(Gzip.packed(digits.files[.trainLabels]!), to: "train-labels.idx1-ubyte.gz")
    try directory.write(digits.files[.testImages]!, to: "t10k-images.idx3-ubyte")
    try directory.write(digits.files[.testLabels]!, to: "t10k-labels-idx1-ubyte")
    let dataset = try DatasetLoader(source: .path(directory.path + "/")).load()
    #expect(dataset.sha256 == digits.sha256)
  }

  @Test("is refused when a file is bad", arguments: BadFile.all, [false, true])
  func isRefused(bad: BadFile, packed: Bool) throws {
    var digits = SmallDigits()
    let directory = try TemporaryDirectory()
    bad.damage(&digits.files[bad.file]!)
    try digits.write(to: directory, packed: packed)
    try expectError(bad.code, mentioning: bad.words + [bad.file.rawValue, directory.path]) {
      try DatasetLoader(source: .path(directory.path)).load()
    }
  }

  @Test("is refused when a file is missing", arguments: MNISTFile.allCases)
  func isRefusedWithoutFile(file: MNISTFile) throws {
    let directory = try TemporaryDirectory()
    try SmallDigits().write(to: directory, packed: false)
    try FileManager.default.removeItem(atPath: directory.path(of: file.rawValue))
    try expectError(.missing, mentioning: [file.rawValue, file.title, directory.path]) {
      try DatasetLoader(source: .path(directory.path)).load()
    }
  }

  @Test("is refused when it is not there or is a file")
  func isRefusedItself() throws {
    let directory = try TemporaryDirectory()
    try directory.write([], to: "file")
    let (nothing, file) = (directory.path(of: "nothing"), directory.path(of: "file"))
    try expectError(.missing, mentioning: [nothing]) {
      try DatasetLoader(source: .path(nothing)).load()
    }
    try expectError(.wrongKind, mentioning: [file]) {
      try DatasetLoader(source: .path(file)).load()
    }
  }

  @Test("is refused when a directory, a pipe or a dead link stands for a file")
  func isRefusedForOtherKinds() throws {
    let directory = try TemporaryDirectory()
    let digits = SmallDigits()
    let images = directory.path(of: MNISTFile.trainImages.rawValue)
    func expect(_ code: DatasetError.Code, after make: () throws -> Void) throws {
      try digits.write(to: directory, packed: false)
      try FileManager.default.removeItem(atPath: images)
      try make()
      try expectError(code, mentioning: [images]) {
        try DatasetLoader(source: .path(directory.path)).load()
      }
      try FileManager.default.removeItem(atPath: images)
    }
    try expect(.wrongKind) {
      try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: false)
    }
    try expect(.wrongKind) { #expect(mkfifo(images, 0o600) == 0) }
    // A link to itself cannot be read even by root, whom permissions do not stop.
    try expect(.unreadable) { #expect(symlink(images, images) == 0) }
  }
}

/// Expects an error of the input that says what is wrong, where, and what to do.
func expectError<Value>(
  _ code: DatasetError.Code, fault: Fault = .input, mentioning words: [String],
  sourceLocation: SourceLocation = #_sourceLocation, from body: () throws -> Value
) throws {
  let error = try #require(
    #expect(throws: DatasetError.self, sourceLocation: sourceLocation) { try body() },
    sourceLocation: sourceLocation)
  #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
  #expect(error.fault == fault, sourceLocation: sourceLocation)
  #expect(!error.remedy.isEmpty, sourceLocation: sourceLocation)
  for word in words {
    #expect(
      error.description.contains(word), "\(error)", sourceLocation: sourceLocation)
  }
}
