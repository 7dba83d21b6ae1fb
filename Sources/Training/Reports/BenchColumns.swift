/// The widths of the columns of a bench's table.
struct BenchColumns {
  /// The most columns that the table takes: 97.
  static let most = 97
  /// The fewest that hold all in one row: 80. On a narrower terminal the parts of a step stand below.
  static let fewestInOneRow = 80
  /// The fewest: 52. On a narrower terminal its lines are broken.
  static let fewest = 52

  /// Columns of the whole table.
  let total: Int
  /// Where it was measured.
  let place: Int
  /// The threads.
  let threads: Int
  /// The median.
  let median: Int
  /// The spread of the rounds.
  let range: Int
  /// The parts of a step: compute, update, message and other.
  let parts: [Int]
  /// What the parts are measured in.
  let unit: String
  /// Whether the parts of a step have a row of their own.
  let hasPartsBelow: Bool

  /// Columns that fit a terminal.
  init(width: Int) {
    total = min(max(width, Self.fewest), Self.most)
    hasPartsBelow = total < Self.fewestInOneRow
    if total == Self.most {
      (threads, median, range, parts, unit) = (8, 11, 18, [9, 9, 9, 9], "ms/step")
    } else {
      (threads, median, range, parts, unit) = (7, 8, 16, [8, 7, 8, 6], "ms")
    }
    place = total - threads - median - range - (hasPartsBelow ? 0 : parts.reduce(0, +))
  }
}
