/// As much of a terminal as the console uses: what stands on its lines in the end. Faint heavy
/// lines are shown as `┄`, so that a test sees how far a bar has come.
struct ScreenModel {
  private var rows: [[Character]] = [[]]
  private var column = 0
  private var isFaint = false

  /// The lines with anything on them.
  var lines: [String] { rows.map { String($0) }.filter { !$0.isEmpty } }

  init(_ text: String) {
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\r": column = 0
      case "\n":
        rows.append([])
        column = 0
      case "\u{1B}":
        let end = rest.firstIndex { $0.properties.isAlphabetic } ?? rest.startIndex
        // Styles end in m; the only other sequence clears the line.
        if rest[end] == "K" { rows[rows.count - 1] = [] }
        isFaint = String(rest[...end]) == "[2m"
        rest = rest[rest.index(after: end)...]
      default: put(isFaint && scalar == "━" ? "┄" : Character(scalar))
      }
    }
  }

  private mutating func put(_ character: Character) {
    let row = rows.count - 1
    while rows[row].count < column { rows[row].append(" ") }
    if column < rows[row].count {
      rows[row][column] = character
    } else {
      rows[row].append(character)
    }
    column += 1
  }
}
