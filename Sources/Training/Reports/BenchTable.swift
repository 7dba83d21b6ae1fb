/// The figures of a bench as a table for a person, as wide as there is room for.
public struct BenchTable {
  private let columns: BenchColumns
  private var lines: [String] = []

  /// The table: for each figure the threads, the median and the spread of its rounds, and where the
  /// time of a step went.
  ///
  /// - Parameters:
  ///   - report: The figures.
  ///   - width: The columns that there are. The table takes at most 97 and at least 52.
  /// - Returns: several lines, the last without a newline.
  public static func render(_ report: BenchReport, width: Int = 80) -> String {
    var table = BenchTable(columns: BenchColumns(width: width))
    table.append(report)
    return table.lines.joined(separator: "\n")
  }

  private init(columns: BenchColumns) {
    self.columns = columns
  }

  private mutating func append(_ report: BenchReport) {
    paragraph(
      "tandem \(report.version) · oneDNN \(report.oneDNN) · \(report.isa) · \(report.cores) "
        + "\(report.cores == 1 ? "core" : "cores") · \(report.rounds) "
        + "\(report.rounds == 1 ? "round" : "rounds")\(report.quick ? " · quick" : "")",
      at: " · ")
    rule("━")
    row("", "threads", "median", "min … max", ["compute", "update", "message", "other"])
    row("", "", "ms", "ms", Array(repeating: columns.unit, count: 4))
    var title: String?
    for figure in report.figures {
      if figure.title != title {
        title = figure.title
        rule("─")
        lines.append(DisplayWidth.shortened(figure.title, to: columns.total))
      }
      append(figure)
    }
    rule("━")
    paragraph(
      """
      Random examples with half of their columns empty, as digits have. compute: mean of the workers. \
      message: the coordinator reads and sends. other: the rest of a mean step, most of it on the way.
      """)
  }

  private mutating func append(_ figure: BenchFigure) {
    let spread = figure.milliseconds
    let parts = figure.breakdown?.sequence
    let threads = figure.workers > 1 ? "\(figure.workers) × \(figure.threads)" : "\(figure.threads)"
    row(
      "  " + figure.place, threads, Self.text(spread?.median),
      spread.map { "\(Self.text($0.min)) … \(Self.text($0.max))" } ?? "–",
      figure.breakdown == nil
        ? []
        : [parts?.compute, parts?.reduceAndUpdate, parts?.messages, parts?.other].map(Self.text))
  }

  private mutating func row(
    _ place: String, _ threads: String, _ median: String, _ range: String, _ parts: [String]
  ) {
    let figures =
      DisplayWidth.padded(threads, to: columns.threads, right: true)
      + DisplayWidth.padded(median, to: columns.median, right: true)
      + DisplayWidth.padded(range, to: columns.range, right: true)
    let parts = zip(parts, columns.parts)
      .map { DisplayWidth.padded($0, to: $1, right: true) }.joined()
    let line = DisplayWidth.padded(place, to: columns.place) + figures
    let rest = columns.hasPartsBelow ? "" : parts
    if DisplayWidth.columns(of: line + rest) <= columns.total {
      append(line + rest)
    } else {
      // What does not fit beside its figures stands above them.
      append(DisplayWidth.shortened(place, to: columns.total))
      append(DisplayWidth.padded(figures + rest, to: columns.total, right: true))
    }
    if columns.hasPartsBelow, !parts.isEmpty {
      append(DisplayWidth.padded(parts, to: columns.total, right: true))
    }
  }

  private mutating func append(_ line: String) {
    let end = line.lastIndex { $0 != " " }
    lines.append(end.map { String(line[...$0]) } ?? "")
  }

  private mutating func paragraph(_ text: String, at separator: String = " ") {
    lines += DisplayWidth.wrapped(text, to: columns.total, at: separator)
  }

  private mutating func rule(_ character: Character) {
    lines.append(String(repeating: character, count: columns.total))
  }

  /// Three digits or more, or whole nanoseconds.
  private static func text(_ milliseconds: Double?) -> String {
    guard let milliseconds, milliseconds.isFinite else { return "–" }
    if 0 < milliseconds, milliseconds < 0.001 {
      return DecimalText.fixed(milliseconds * 1e6, places: 0) + " ns"
    }
    let places =
      switch milliseconds {
      case ..<0.01: 5
      case ..<10: 3
      case ..<100: 2
      case ..<1000: 1
      default: 0
      }
    return DecimalText.fixed(milliseconds, places: places)
  }
}
