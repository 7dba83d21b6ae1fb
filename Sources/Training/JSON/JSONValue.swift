/// A JSON value that keeps what the file said: the order of an object's members and a number's
/// digits.
enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  /// The number's text, valid by the grammar and not yet converted to any type.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// The members in order; no name occurs twice.
  case object([JSONMember])

  /// The value as an integer, if it is written as one (`3`, not `3.0` or `3e0`) and fits.
  var integer: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text)
  }

  /// The value as a number of things: digits and nothing else, not even the sign of `-0`.
  var size: Int? {
    guard case .number(let text) = self, text.utf8.first != UInt8(ascii: "-") else { return nil }
    return Int(text)
  }

  /// The value as an unsigned integer, if it is written as one and fits.
  var unsigned: UInt64? {
    guard case .number(let text) = self else { return nil }
    return UInt64(text)
  }

  /// The text of a string.
  var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The elements of an array.
  var array: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The members of an object.
  var object: [JSONMember]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// The member of an object with this name; O(members).
  subscript(name: String) -> JSONValue? {
    object?.first { $0.name == name }?.value
  }
}
