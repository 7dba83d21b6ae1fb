import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("NumPy's archives", .blocking)
struct NPZTests {
  private static let archives = ["stored.npz", "mnist.npz", "piped.npz", "large.npz"]
  private static let names = ["x_train", "y_train", "x_test", "y_test"]

  @Test(
    "are read: stored, deflated, written into a pipe, and with the sizes of large ones",
    arguments: archives)
  func areRead(name: String) throws {
    let archive = try NPZFile(Fixtures.path(of: name))
    #expect(archive.names == Self.names)
    let expectations = try Fixtures.expectations()
    for array in Self.names {
      let expectation = try #require(expectations["\(name)/\(array)"])
      #expect(try archive.array(array).meets(expectation), "\(array)")
    }
  }

  @Test("have the names that NumPy gives, each read apart")
  func hasOddMembers() throws {
    let path = Fixtures.path(of: "odd.npz")
    let archive = try NPZFile(path)
    #expect(archive.names == ["ü", "twice", "TWICE", "bzip2", "objects"])
    #expect(try archive.array("ü") == DataArray([1] as [Int32]))
    #expect(try archive.array("TWICE") == DataArray([2] as [Int32]))
    try expectError(.unsupported, mentioning: ["bzip2", path, "packed", "savez"]) {
      try archive.array("bzip2")
    }
    try expectError(.unsupported, mentioning: ["objects", path, "never run"]) {
      try archive.array("objects")
    }
    try expectError(.unknownName, mentioning: ["x_train", path, "\"twice\", \"TWICE\""]) {
      try archive.array("x_train")
    }
    let empty = try NPZFile(Fixtures.path(of: "empty.npz"))
    #expect(empty.names.isEmpty)
    try expectError(.unknownName, mentioning: ["no arrays"]) { try empty.array("x") }
  }

  @Test("are refused for two arrays of one name")
  func refusesDoubles() throws {
    let directory = try TemporaryDirectory()
    let text = try Fixtures.bytes(of: "odd.npz")
    let double = text.replacing(Array("TWICE".utf8), with: Array("twice".utf8))
    try directory.write(double, to: "double.npz")
    let archive = try NPZFile(directory.path(of: "double.npz"))
    try expectError(.ambiguous, mentioning: ["2 arrays", "twice"]) { try archive.array("twice") }
  }

  @Test("may have names that are not UTF-8")
  func hasOtherNames() throws {
    let directory = try TemporaryDirectory()
    let bytes = try Fixtures.bytes(of: "odd.npz")
      .replacing(Array("twice".utf8), with: [0xFF, 0xFE, 0x20, 0x80, 0xE9])
    try directory.write(bytes, to: "names.npz")
    let archive = try NPZFile(directory.path(of: "names.npz"))
    let name = try #require(archive.names.dropFirst().first)
    #expect(try archive.array(name) == DataArray([1] as [Int32]))
    try expectError(.unknownName, mentioning: [#"\xff\xfe \x80\xe9"#]) {
      try archive.array("nothing")
    }
  }

  /// Reads all arrays of an archive with such bytes.
  private func read(_ bytes: [UInt8], in directory: TemporaryDirectory) throws -> [DataArray] {
    try directory.write(bytes, to: "archive.npz")
    let archive = try NPZFile(directory.path(of: "archive.npz"))
    return try Self.names.map { try archive.array($0) }
  }

  @Test("are refused when cut anywhere or too long", arguments: archives)
  func refusesCuts(name: String) throws {
    let directory = try TemporaryDirectory()
    let bytes = try Fixtures.bytes(of: name)
    for cut in Damage.truncations(of: bytes) {
      #expect(isRefused { try read(cut, in: directory) }, "\(cut.count) of \(bytes.count) bytes")
    }
    #expect(isRefused { try read(bytes + [0], in: directory) })
    try directory.write(Array(bytes.dropLast(30)), to: "cut.npz")
    try expectError(.truncated, mentioning: ["directory", "cut.npz"]) {
      try NPZFile(directory.path(of: "cut.npz"))
    }
  }

  @Test("are refused or read right, whichever bits are turned", arguments: archives)
  func survivesFlips(name: String) throws {
    let directory = try TemporaryDirectory()
    let bytes = try Fixtures.bytes(of: name)
    let arrays = try read(bytes, in: directory)
    var refusals = 0
    for round in 0..<1_000 {
      do {
        let found = try read(Damage.flipped(bytes, round), in: directory)
        #expect(found == arrays, "round \(round)")
      } catch {
        #expect(error is DatasetError)
        refusals += 1
      }
    }
    #expect(refusals > 500)
  }

  @Test("are refused for a wrong checksum, and a wrong block")
  func refusesDamage() throws {
    let directory = try TemporaryDirectory()
    var bytes = try Fixtures.bytes(of: "stored.npz")
    bytes[1_000] ^= 1
    try directory.write(bytes, to: "sum.npz")
    try expectError(.damaged, mentioning: ["x_train", "sum.npz", "CRC-32"]) {
      try NPZFile(directory.path(of: "sum.npz")).array("x_train")
    }
    bytes = try Fixtures.bytes(of: "mnist.npz")
    for index in 100..<400 { bytes[index] = 0xFF }
    try directory.write(bytes, to: "block.npz")
    try expectError(.damaged, mentioning: ["x_train", "block"]) {
      try NPZFile(directory.path(of: "block.npz")).array("x_train")
    }
  }

  /// The file with every entry of its directory changed.
  private func patched(
    _ name: String, at offset: Int, _ number: [UInt8]
  ) throws -> [UInt8] {
    var bytes = try Fixtures.bytes(of: name)
    for place in bytes.indices.dropLast(46)
    where bytes[place..<place + 4].elementsEqual([0x50, 0x4B, 1, 2]) {
      bytes.replaceSubrange(place + offset..<place + offset + number.count, with: number)
    }
    return bytes
  }

  @Test("are refused for absurd sizes and places before memory is taken")
  func refusesAbsurdSizes() throws {
    let directory = try TemporaryDirectory()
    let huge: [UInt8] = [0xFE, 0xFF, 0xFF, 0xFF]
    for (name, offset, number) in [
      ("stored.npz", 20, huge), ("stored.npz", 24, huge), ("stored.npz", 42, huge),
      ("mnist.npz", 20, huge), ("mnist.npz", 24, huge), ("mnist.npz", 42, huge),
      ("mnist.npz", 20, [0xFF, 0xFF, 0xFF, 0xFF]), ("mnist.npz", 24, [0xFF, 0xFF, 0xFF, 0xFF]),
      ("mnist.npz", 20, [0, 0, 0, 0]), ("mnist.npz", 24, [1, 0, 0, 0]),
      ("mnist.npz", 28, [0xFF, 0xFF]),
      ("mnist.npz", 30, [0xFF, 0xFF]), ("mnist.npz", 32, [0xFF, 0xFF]), ("mnist.npz", 8, [1, 0]),
    ] {
      let bytes = try patched(name, at: offset, number)
      #expect(isRefused { try read(bytes, in: directory) }, "\(name) at \(offset)")
    }
    // The record at the end: so many members, so large a directory, so far away.
    for (offset, number) in [
      (10, [9, 0]), (12, huge), (16, huge), (4, [1, 0]), (10, [0xFF, 0xFF]),
    ] {
      var bytes = try Fixtures.bytes(of: "mnist.npz")
      let end = bytes.count - 22 + offset
      bytes.replaceSubrange(end..<end + number.count, with: number)
      #expect(isRefused { try read(bytes, in: directory) }, "the end at \(offset)")
    }
  }

  @Test("are told from what stands in their place")
  func tellsImpostors() throws {
    let directory = try TemporaryDirectory()
    for (words, bytes) in Damage.impostors {
      try directory.write(bytes, to: "impostor.npz")
      try expectError(.wrongMagic, mentioning: ["impostor.npz", words]) {
        try NPZFile(directory.path(of: "impostor.npz"))
      }
    }
    try directory.write([], to: "empty.npz")
    try expectError(.truncated, mentioning: ["empty"]) {
      try NPZFile(directory.path(of: "empty.npz"))
    }
    try expectError(.wrongKind, mentioning: ["directory"]) { try NPZFile(directory.path) }
    try expectError(.missing, mentioning: ["nothing"]) {
      try NPZFile(directory.path(of: "nothing"))
    }
    try expectError(.wrongMagic, mentioning: ["a NumPy file"]) {
      try NPZFile(Fixtures.path(of: "arrays/f4.npy"))
    }
  }
}
