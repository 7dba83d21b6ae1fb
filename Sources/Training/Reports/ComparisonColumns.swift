/// The widths of the columns of a comparison's table.
///
/// Where there is room, a row begins with the group it belongs to; on an ordinary terminal of 80
/// columns the group has a line of its own above its rows.
struct ComparisonColumns {
  /// Before the names of a group whose own name stands above them.
  static let indentation = "  "
  /// The most columns that the table takes: 97.
  static let most = 97
  /// The fewest: 44. On a narrower terminal its lines are broken.
  static let fewest = 44
  private static let verdict = 12

  /// Columns of the whole table.
  let total: Int
  /// Columns of the group; nil if it has a line of its own.
  let group: Int?
  /// Columns of the name.
  let name: Int
  /// Columns of a value.
  let value: Int

  /// Columns that fit a terminal.
  init(width: Int) {
    total = min(max(width, Self.fewest), Self.most)
    if total == Self.most {
      (group, value) = (10, 21)
    } else {
      group = nil
      // The longest of Keras's names, indented, has 33 columns.
      value = min(max((total - Self.verdict - 34) / 2, 11), 19)
    }
    name = total - (group ?? 0) - 2 * value - Self.verdict
  }

  /// The first of some texts that fits into a value's column, else the last.
  func fitting(_ texts: String...) -> String {
    texts.first { DisplayWidth.columns(of: $0) < value } ?? texts[texts.count - 1]
  }
}
