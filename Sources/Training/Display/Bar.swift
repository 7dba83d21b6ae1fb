/// The bar itself: heavy lines, half a column fine, what is still to come drawn faint.
enum Bar {
  /// Columns of a bar that has room.
  static let fullWidth = 20
  /// Columns below which a bar says too little.
  static let leastWidth = 5

  /// Appends a bar of `width` columns.
  static func append(_ fraction: Double, width: Int, to line: inout StyledText) {
    let halves = Int((min(1, max(0, fraction)) * Double(2 * width)).rounded(.down))
    let whole = halves / 2
    let half = halves % 2
    line.append(
      String(repeating: "━", count: whole) + String(repeating: "╸", count: half), .green)
    line.append(String(repeating: "━", count: width - whole - half), .faint)
  }
}
