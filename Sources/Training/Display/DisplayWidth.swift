/// Widths in columns of a terminal, the unit in which lines have to fit.
enum DisplayWidth {
  /// Columns that a text takes.
  static func columns(of text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + columns(of: $1) }
  }

  /// Columns that one character takes: 0, 1 or 2.
  static func columns(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.value < 0x300 { return first.value < 0x20 || 0x7F..<0xA0 ~= first.value ? 0 : 1 }
    // A picture selector asks for the wide, coloured form of a sign that is narrow on its own.
    if character.unicodeScalars.contains("\u{FE0F}") { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if first.properties.isEmojiPresentation { return 2 }
    return wideRanges.contains { $0.contains(first.value) } ? 2 : 1
  }

  /// The beginning of a text that fits, with an ellipsis if something had to go.
  static func shortened(_ text: String, to width: Int) -> String {
    guard columns(of: text) > width else { return text }
    guard width > 0 else { return "" }
    var result = ""
    var used = 1
    for character in text {
      used += columns(of: character)
      if used > width { break }
      result.append(character)
    }
    return result + "…"
  }

  /// A text in lines that fit, broken between words; a word that is wider than a line is shortened.
  ///
  /// - Parameter separator: What lies between two words, left out where a line ends.
  static func wrapped(_ text: String, to width: Int, at separator: String = " ") -> [String] {
    var lines: [String] = []
    var line: String?
    for part in text.split(separator: separator) {
      let word = shortened(String(part), to: width)
      guard let begun = line else {
        line = word
        continue
      }
      let longer = begun + separator + word
      if columns(of: longer) <= width {
        line = longer
      } else {
        lines.append(begun)
        line = word
      }
    }
    return lines + (line.map { [$0] } ?? [])
  }

  /// A text with spaces after it, or before it, to fill a number of columns.
  static func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - columns(of: text)))
    return right ? space + text : text + space
  }

  /// The scripts of East Asia, after Unicode Standard Annex 11.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
