/// The figures of a bench as a table for a person, in at most 100 columns.
public enum BenchTable {
  private enum Columns {
    static let place = 24
    static let threads = 8
    static let median = 11
    static let range = 18
    static let part = 9
  }

  /// Columns of the whole table.
  static let width =
    Columns.place + Columns.threads + Columns.median + Columns.range + 4 * Columns.part

  /// The table: for each figure the threads, the median and the spread of its rounds, and where the
  /// time of a step went.
  ///
  /// - Returns: several lines, the last without a newline.
  public static func render(_ report: BenchReport) -> String {
    var lines = [
      "tandem \(report.version) · oneDNN \(report.oneDNN) · \(report.isa) · \(report.cores) "
        + "\(report.cores == 1 ? "core" : "cores") · \(report.rounds) "
        + "\(report.rounds == 1 ? "round" : "rounds")\(report.quick ? " · quick" : "")",
      rule("━"),
      line("", "threads", "median", "min … max", ["compute", "update", "message", "other"]),
      line("", "", "ms", "ms", Array(repeating: "ms/step", count: 4)),
    ]
    var title: String?
    for figure in report.figures {
      if figure.title != title {
        title = figure.title
        lines.append(rule("─"))
        lines.append(DisplayWidth.shortened(figure.title, to: width))
      }
      lines.append(line(for: figure))
    }
    lines.append(rule("━"))
    lines.append(
      """
      Random examples with half of their columns empty, as digits have. compute: mean of the workers.
      message: the coordinator reads and sends. other: the rest of a mean step, most of it on the way.
      """)
    return lines.joined(separator: "\n")
  }

  private static func line(for figure: BenchFigure) -> String {
    let spread = figure.milliseconds
    let parts = figure.breakdown?.sequence
    let threads = figure.workers > 1 ? "\(figure.workers) × \(figure.threads)" : "\(figure.threads)"
    return line(
      "  " + figure.place, threads, text(spread?.median),
      spread.map { "\(text($0.min)) … \(text($0.max))" } ?? "–",
      [parts?.compute, parts?.reduceAndUpdate, parts?.messages, parts?.other].map {
        figure.breakdown == nil ? "" : text($0)
      })
  }

  private static func line(
    _ place: String, _ threads: String, _ median: String, _ range: String, _ parts: [String]
  ) -> String {
    let line =
      DisplayWidth.padded(place, to: Columns.place)
      + DisplayWidth.padded(threads, to: Columns.threads, right: true)
      + DisplayWidth.padded(median, to: Columns.median, right: true)
      + DisplayWidth.padded(range, to: Columns.range, right: true)
      + parts.map { DisplayWidth.padded($0, to: Columns.part, right: true) }.joined()
    let end = line.lastIndex { $0 != " " }
    return end.map { String(line[...$0]) } ?? ""
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

  private static func rule(_ character: Character) -> String {
    String(repeating: character, count: width)
  }
}
