/// A strict JSON parser for text from outside: it refuses what it can't vouch for.
///
/// Foundation's decoder lets the last of two members with one name win, which is how a file can
/// show different tensors to different readers. This one refuses them, keeps the order of members,
/// and bounds depth and number of values, so that a hostile text costs no more than its own length.
struct JSONParser {
  /// Deepest nesting accepted, as by the parser of the safetensors library; also what keeps the
  /// recursion within the stack.
  static let depthLimit = 127
  /// Most values accepted in one text.
  static let valueLimit = 2_000_000

  let bytes: [UInt8]
  var position = 0
  private var depth = 0
  private var values = 0

  /// Parses a whole text; only white space may follow the value.
  static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw JSONSyntaxError(code: .malformed, offset: 0, problem: "the text is not valid UTF-8")
    }
    var parser = JSONParser(bytes: bytes)
    let value = try parser.parseValue()
    parser.skipSpace()
    guard parser.position == bytes.count else {
      throw parser.malformed("something follows the end of the value")
    }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// The next byte, or nil at the end.
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  func malformed(_ problem: String) -> JSONSyntaxError {
    JSONSyntaxError(code: .malformed, offset: position, problem: problem)
  }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func parseValue() throws(JSONSyntaxError) -> JSONValue {
    values += 1
    guard values <= Self.valueLimit else {
      throw JSONSyntaxError(
        code: .tooComplex, offset: position, problem: "more than \(Self.valueLimit) values")
    }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try nested(Self.parseObject)
    case UInt8(ascii: "["): return try nested(Self.parseArray)
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    case nil: throw malformed("the text ends where a value should stand")
    default: return try parseNumber()
    }
  }

  private mutating func nested(
    _ parse: (inout JSONParser) throws(JSONSyntaxError) -> JSONValue
  ) throws(JSONSyntaxError) -> JSONValue {
    guard depth < Self.depthLimit else {
      throw JSONSyntaxError(
        code: .tooComplex, offset: position, problem: "nested more than \(Self.depthLimit) deep")
    }
    depth += 1
    defer { depth -= 1 }
    return try parse(&self)
  }

  private static func parseObject(_ parser: inout JSONParser) throws(JSONSyntaxError) -> JSONValue {
    var members: [JSONMember] = []
    // Bytes, since two spellings of an accent are two names, if one text to Swift.
    var names: Set<[UInt8]> = []
    try parser.parseSequence(closing: UInt8(ascii: "}")) { parser throws(JSONSyntaxError) in
      let start = parser.position
      guard parser.next == UInt8(ascii: "\"") else { throw parser.malformed("a name is missing") }
      let name = try parser.parseString()
      guard names.insert(Array(name.utf8)).inserted else {
        throw JSONSyntaxError(
          code: .duplicateName, offset: start,
          problem: "the name \(JSONText.quoted(name)) occurs twice")
      }
      parser.skipSpace()
      guard parser.next == UInt8(ascii: ":") else { throw parser.malformed("a colon is missing") }
      parser.position += 1
      members.append(JSONMember(name: name, value: try parser.parseValue()))
    }
    return .object(members)
  }

  private static func parseArray(_ parser: inout JSONParser) throws(JSONSyntaxError) -> JSONValue {
    var elements: [JSONValue] = []
    try parser.parseSequence(closing: UInt8(ascii: "]")) { parser throws(JSONSyntaxError) in
      elements.append(try parser.parseValue())
    }
    return .array(elements)
  }

  /// Parses elements between commas up to the closing bracket, the opening one being next.
  private mutating func parseSequence(
    closing: UInt8, _ element: (inout JSONParser) throws(JSONSyntaxError) -> Void
  ) throws(JSONSyntaxError) {
    position += 1
    skipSpace()
    if next == closing {
      position += 1
      return
    }
    while true {
      skipSpace()
      try element(&self)
      skipSpace()
      switch next {
      case UInt8(ascii: ","): position += 1
      case closing:
        position += 1
        return
      default: throw malformed("a comma or a closing bracket is missing")
      }
    }
  }

  private mutating func parseWord(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONSyntaxError) -> JSONValue {
    let length = word.utf8CodeUnitCount
    guard bytes.count - position >= length,
      word.withUTF8Buffer({ bytes[position..<position + length].elementsEqual($0) })
    else { throw malformed("an unknown word") }
    position += length
    return value
  }
}
