import Foundation
import TestSupport
import Testing

@testable import Training

@Suite("The strict JSON parser", .computing)
struct JSONParserTests {
  private func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue {
    try JSONParser.parse(Array(text.utf8))
  }

  @Test("Values keep their order and their digits")
  func values() throws {
    let value = try parse(" {\"b\": [1, -0.50e+3, true, false, null], \"a\" :{}, \"\": []}\n")
    #expect(
      value
        == .object([
          JSONMember(
            name: "b",
            value: .array([.number("1"), .number("-0.50e+3"), .bool(true), .bool(false), .null])),
          JSONMember(name: "a", value: .object([])),
          JSONMember(name: "", value: .array([])),
        ]))
  }

  @Test(
    "Escapes in strings",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u0041""#, "éA"),
      (#""\ud83d\ude42""#, "🙂"), (#""größe""#, "größe"), (#""\u0000""#, "\u{0}"),
    ])
  func escapes(text: String, string: String) throws {
    #expect(try parse(text) == .string(string))
  }

  @Test(
    "Text that breaks the grammar is refused",
    arguments: [
      "", " ", "{", "}", "[", "[1", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
      "{\"a\":1 \"b\":2}", "[1 2]", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x10", "nul", "tru",
      "True", "NaN", "Infinity", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"",
      "\"\\ud83d\"", "\"\\ud83dx\"", "\"\\ud83d\\n\"", "\"\\ud83d\\ud83d\"", "\"\\ude42\"",
      "\"a\nb\"", "1 1", "{} x", "'a'", "{\"a\":1}}", "// c\n1",
    ])
  func malformed(text: String) throws {
    let error = try #require(throws: JSONSyntaxError.self) { try parse(text) }
    #expect(error.code == .malformed)
    #expect((0...text.utf8.count).contains(error.offset))
  }

  @Test("Bytes that are not UTF-8 are refused")
  func notUnicode() throws {
    let error = try #require(throws: JSONSyntaxError.self) {
      try JSONParser.parse([0x22, 0xC3, 0x28, 0x22])
    }
    #expect(error.problem.contains("UTF-8"))
  }

  @Test(
    "A name that occurs twice is refused, however it is written and however deep",
    arguments: [#"{"a":1,"a":1}"#, #"{"a":1,"\u0061":2}"#, #"[{"x":{"b":1,"c":2,"b":3}}]"#])
  func duplicates(text: String) throws {
    let error = try #require(throws: JSONSyntaxError.self) { try parse(text) }
    #expect(error.code == .duplicateName)
  }

  @Test("Names that differ in their bytes are two, though one text to Swift")
  func composed() throws {
    #expect(try parse("{\"\u{E9}\":1,\"e\u{301}\":2}").object?.count == 2)
  }

  @Test("The same name in different objects is fine")
  func sameNameElsewhere() throws {
    _ = try parse(#"{"a":{"a":1},"b":{"a":1}}"#)
  }

  @Test("Depth is bounded")
  func depth() throws {
    let limit = JSONParser.depthLimit
    let fine = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
    _ = try parse(fine)
    let error = try #require(throws: JSONSyntaxError.self) {
      try parse(String(repeating: "[", count: 1_000_000))
    }
    #expect(error.code == .tooComplex)
    #expect(error.offset == limit)
  }

  @Test("What is rendered parses to the same value")
  func rendering() throws {
    let value = try parse(#"{"é\n\"\\\u0001":[1.5e-7,"x",{"k":null},true]}"#)
    #expect(try parse(JSONText.pretty(value)) == value)
  }

  @Test(
    "Integers are what is written as one and fits",
    arguments: [
      ("0", 0), ("-7", -7), ("9223372036854775807", Int.max), ("9223372036854775808", nil),
      ("1.0", nil), ("1e3", nil), ("-0", 0),
    ] as [(String, Int?)])
  func integers(text: String, integer: Int?) throws {
    #expect(try parse(text).integer == integer)
  }
}
