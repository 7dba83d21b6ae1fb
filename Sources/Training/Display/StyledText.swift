/// A line in the making, whose width is known whatever its colours.
struct StyledText {
  /// How a piece looks.
  enum Style: String {
    case plain = ""
    case bold = "1"
    case green = "32"
    case faint = "2"
  }

  private var pieces: [(text: String, style: Style)] = []
  /// Columns taken so far.
  private(set) var columns = 0

  /// Appends a piece.
  mutating func append(_ text: String, _ style: Style = .plain) {
    guard !text.isEmpty else { return }
    pieces.append((text, style))
    columns += DisplayWidth.columns(of: text)
  }

  /// The line, with terminal escapes for the styles or without.
  func text(styled: Bool) -> String {
    var line = ""
    for (text, style) in pieces {
      line += styled && style != .plain ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
    return line
  }
}
