/// JSON as text.
enum JSONText {
  /// A string in quotes, with what JSON wants escaped, escaped.
  static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  /// A value on several lines, two spaces a level, without a final newline.
  static func pretty(_ value: JSONValue) -> String {
    var text = ""
    append(value, indent: 0, to: &text)
    return text
  }

  private static func append(_ value: JSONValue, indent: Int, to text: inout String) {
    switch value {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let string): text += quoted(string)
    case .array(let elements):
      append("[", "]", elements, indent: indent, to: &text) { element, text in
        append(element, indent: indent + 1, to: &text)
      }
    case .object(let members):
      append("{", "}", members, indent: indent, to: &text) { member, text in
        text += quoted(member.name) + ": "
        append(member.value, indent: indent + 1, to: &text)
      }
    }
  }

  private static func append<Element>(
    _ opening: String, _ closing: String, _ elements: [Element], indent: Int,
    to text: inout String, _ body: (Element, inout String) -> Void
  ) {
    guard !elements.isEmpty else {
      text += opening + closing
      return
    }
    text += opening
    for (index, element) in elements.enumerated() {
      text += index == 0 ? "\n" : ",\n"
      text += String(repeating: "  ", count: indent + 1)
      body(element, &text)
    }
    text += "\n" + String(repeating: "  ", count: indent) + closing
  }
}
