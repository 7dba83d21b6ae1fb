import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Training

@Suite("Weights files that lie", .computing)
struct HostileSafetensorsTests {
  typealias Bytes = SafetensorsBytes

  private static let a = Bytes.entry("a", shape: "[2]", 0, 8)
  private static let b = Bytes.entry("b", shape: "[1]", 8, 12)

  @Test("The file that the others are variations of is read")
  func fine() throws {
    #expect(try Bytes.error(reading: Bytes.file("{\(Self.a),\(Self.b)}", dataSize: 12)) == nil)
    #expect(try Bytes.error(reading: Bytes.file("{\(Self.b),\(Self.a)}  ", dataSize: 12)) == nil)
  }

  @Test(
    "A header that is damaged is refused",
    arguments: [
      ("[]", .invalidHeader, "begin with {"), (" []", .invalidHeader, "begin with {"),
      ("\u{FEFF}{}", .invalidHeader, "begin with {"), ("", .invalidHeader, "begin with {"),
      ("{", .invalidHeader, "byte 1"),
      ("{} {", .invalidHeader, "follows the end"), ("{\"a\":1}", .invalidHeader, "\"a\""),
      ("{\"a\":{}}", .invalidHeader, "dtype, shape and data_offsets"),
      (#"{"a":{"dtype":"F32","shape":[2]}}"#, .invalidHeader, "\"a\""),
      (#"{"a":{"dtype":1,"shape":[2],"data_offsets":[0,8]}}"#, .invalidHeader, "\"a\""),
      (#"{"a":null}"#, .invalidHeader, "\"a\""),
      ("{\(a),\"__metadata__\":[]}", .invalidHeader, "__metadata__"),
      ("{\(a),\"__metadata__\":{\"k\":1}}", .invalidHeader, "\"k\" is not a string"),
      ("{\(a),\"__metadata__\":{\"k\":null}}", .invalidHeader, "\"k\" is not a string"),
      ("{\(a),\(a)}", .duplicateName, "\"a\" occurs twice"),
      ("{\"__metadata__\":{},\(a),\"__metadata__\":{}}", .duplicateName, "__metadata__"),
      (
        #"{"a":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}"#, .duplicateName,
        "shape"
      ),
      ("{\(Bytes.entry("a", shape: "[4]", 0, 8, type: "F16"))}", .unsupportedType, "\"F16\""),
      ("{\(Bytes.entry("a", shape: "[1]", 0, 8, type: "F64"))}", .unsupportedType, "\"F64\""),
      ("{\(Bytes.entry("a", shape: "[2]", 0, 8, type: "I64"))}", .invalidRange, "needs 16"),
    ] as [(String, WeightFileError.Code, String)])
  func header(json: String, code: WeightFileError.Code, words: String) throws {
    let error = try #require(try Bytes.error(reading: Bytes.file(json, dataSize: 8)))
    #expect(error.code == code)
    #expect(error.problem.contains(words))
  }

  @Test(
    "What the format's own library reads is read",
    arguments: [
      ("{\"__metadata__\":null,\(a)}", 8), ("{\"__metadata__\":{},\(a)}", 8),
      ("{\(a),\"__metadata__\":{\"\":\"\"}}", 8), (" \n\t{\(a)}", 8), ("{\(a)}\n\r\t ", 8),
      ("{ \"a\" :\t{ \"dtype\" : \"F32\" ,\n\"shape\":[ 2 ],\"data_offsets\":[ 0 , 8 ] } }", 8),
      (#"{"a":{"data_offsets":[0,8],"shape":[2],"dtype":"\u004632"}}"#, 8),
      (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":{"x":[1,{"y":null}]}}}"#, 8),
      ("{\(Bytes.entry("a", shape: "[9223372036854775807,0]", 0, 0))}", 0),
      ("{\(Bytes.entry("a", shape: "[0,9223372036854775807]", 0, 0))}", 0),
      ("{\(a),\(Bytes.entry("z", shape: "[0]", 8, 8))}", 8),
      ("{\(Bytes.entry("", shape: "[2]", 0, 8))}", 8), ("{}", 0), ("{}      ", 0),
      ("{\(Bytes.entry("\\u0000", shape: "[]", 0, 4))}", 4),
      // Two names, though one text to Swift.
      (
        "{\(Bytes.entry("\u{E9}", shape: "[1]", 0, 4)),\(Bytes.entry("e\u{301}", shape: "[1]", 4, 8))}",
        8
      ),
    ])
  func readByReference(json: String, dataSize: Int) throws {
    #expect(try Bytes.error(reading: Bytes.file(json, dataSize: dataSize)) == nil)
  }

  @Test(
    "A file of another kind is called by its name",
    arguments: [
      ("", "empty"), ("<!DOCTYPE html>\n<html><body>Not Found", "HTML"),
      ("<?xml version=\"1.0\"?><Error><Code>AccessDenied", "XML"),
      ("version https://git-lfs.example/v1\noid sha256:0123\nsize 12\n", "Git LFS"),
      ("/annex/objects/MD5E-s12--0123.st\n", "git-annex"), ("{\"error\":\"no such user\"}", "JSON"),
      ("Entry not found", "\"Entry not found\""), ("PK\u{3}\u{4}\u{14}\0\0\0\0\0", "zip"),
      ("\u{93}", nil), (String(repeating: "\0", count: 600), "zeros"),
    ] as [(String, String?)])
  func otherFormats(content: String, name: String?) throws {
    let error = try #require(try Bytes.error(reading: Array(content.utf8)))
    #expect((error.code == .otherFormat) == (name != nil), "\(error)")
    if let name { #expect(error.problem.contains(name), "\(error)") }
  }

  @Test(
    "A shape that can't be is refused",
    arguments: [
      "[-2]", "[-0]", "[2.0]", "[9223372036854775807,4,0]", "[2e0]", "[null]", "[\"2\"]", "[[2]]",
      "[9223372036854775808]",
      "[9223372036854775807,2]", "[4611686018427387904,4]", "[4294967296,4294967296]",
      "[99999999999999999999999999]",
    ])
  func shape(shape: String) throws {
    let json = "{\(Bytes.entry("dense/kernel", shape: shape, 0, 8))}"
    let error = try #require(try Bytes.error(reading: Bytes.file(json, dataSize: 8)))
    #expect(error.code == .invalidShape)
    #expect(error.problem.contains("\"dense/kernel\""))
  }

  @Test(
    "Bytes that don't fit the tensors or the file are refused",
    arguments: [
      ("[2]", 0, 12, 12, .invalidRange), ("[2]", 0, 4, 4, .invalidRange),
      ("[]", 0, 0, 0, .invalidRange), ("[0]", 0, 4, 4, .invalidRange),
      ("[2]", 8, 0, 8, .invalidRange), ("[2]", -8, 0, 8, .invalidRange),
      ("[2]", 0, 8, 7, .cutShort), ("[2]", 0, 8, 0, .cutShort),
      ("[250000000000]", 0, 1_000_000_000_000, 8, .cutShort),
      ("[2]", 0, 8, 9, .trailingBytes), ("[2]", 4, 12, 12, .hole),
      ("[0]", 4, 4, 4, .hole), ("[0]", 0, 0, 4, .trailingBytes),
    ] as [(String, Int, Int, Int, WeightFileError.Code)])
  func ranges(
    shape: String, start: Int, end: Int, dataSize: Int, code: WeightFileError.Code
  ) throws {
    let json = "{\(Bytes.entry("a", shape: shape, start, end))}"
    let error = try #require(try Bytes.error(reading: Bytes.file(json, dataSize: dataSize)))
    #expect(error.code == code)
  }

  @Test(
    "Offsets that are not two whole numbers are refused",
    arguments: [
      "[]", "[0]", "[0,8,8]", "[-0,8]", "[0,8.0]", "[0,\"8\"]", "[0,18446744073709551616]",
    ])
  func offsets(offsets: String) throws {
    let json = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":\(offsets)}}"
    let error = try #require(try Bytes.error(reading: Bytes.file(json, dataSize: 8)))
    #expect(error.code == .invalidRange)
  }

  @Test("Holes and overlaps between tensors are refused, by name and place")
  func contiguity() throws {
    let hole = "{\(Self.a),\(Bytes.entry("b", shape: "[1]", 12, 16))}"
    let holeError = try #require(try Bytes.error(reading: Bytes.file(hole, dataSize: 16)))
    #expect(holeError.code == .hole)
    #expect(holeError.problem == "bytes 8..<12 before tensor b belong to no tensor")
    let overlap = "{\(Self.a),\(Bytes.entry("b", shape: "[2]", 4, 12))}"
    let overlapError = try #require(try Bytes.error(reading: Bytes.file(overlap, dataSize: 12)))
    #expect(overlapError.code == .overlap)
    #expect(
      overlapError.problem == "tensor b begins at byte 4, where another ends only at 8")
    let same = "{\(Self.a),\(Bytes.entry("b", shape: "[2]", 0, 8))}"
    #expect(try Bytes.error(reading: Bytes.file(same, dataSize: 8))?.code == .overlap)
  }

  @Test(
    "A header longer than allowed or than the file is refused before memory is taken for it",
    arguments: [
      (100_000_000_000, .headerTooLong), (UInt64.max, .headerTooLong),
      (100_000_001, .headerTooLong), (100_000_000, .cutHeader), (3, .cutHeader),
    ] as [(UInt64, WeightFileError.Code)])
  func headerLength(length: UInt64, code: WeightFileError.Code) throws {
    let error = try #require(
      try Bytes.error(reading: Bytes.file("{}", dataSize: 0, claiming: length)))
    #expect(error.code == code)
    #expect(error.problem.contains("\(length)"))
  }

  @Test("A file cut at any byte is refused")
  func cutAnywhere() throws {
    let bytes = Bytes.file("{\(Self.a),\(Self.b)}", dataSize: 12)
    #expect(try Bytes.error(reading: [])?.code == .otherFormat)
    for count in bytes.indices.dropFirst() {
      let error = try #require(try Bytes.error(reading: Array(bytes[..<count])))
      #expect(error.fault == .input)
      #expect([.cutHeader, .cutShort].contains(error.code))
    }
  }

  @Test("Header bytes that are not UTF-8 are refused")
  func notUnicode() throws {
    var bytes = Bytes.file("{\(Self.a)}", dataSize: 8)
    bytes[10] = 0xFF
    #expect(try Bytes.error(reading: bytes)?.code == .invalidHeader)
  }

  @Test("A missing file, a directory and a pipe are refused, with the path and what to do")
  func notAFile() throws {
    let directory = try ScratchDirectory()
    let pipe = directory.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let cases: [(String, WeightFileError.Code)] = [
      (directory.file("missing"), .unreadable), (directory.path, .notARegularFile),
      (pipe, .notARegularFile), ("/dev/zero", .notARegularFile), ("", .unreadable),
    ]
    for (path, code) in cases {
      let error = try #require(throws: WeightFileError.self) { try SafetensorsFile.read(path) }
      #expect(error.code == code)
      #expect(error.fault == .input)
      #expect(error.description.contains("reading the weights from \(path): "))
      #expect(error.description.hasSuffix("that this user can read."))
    }
  }
}
