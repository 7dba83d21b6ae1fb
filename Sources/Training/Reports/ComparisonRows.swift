/// The rows of a comparison's table in the making.
struct ComparisonRows {
  /// Widths of the columns.
  private enum Columns {
    static let group = 10
    static let name = 33
    static let value = 21
    static let verdict = 10
    /// The label before a digest, which takes the width of the value columns and more.
    static let digestLabel = name + 2 * value - 64
  }

  /// Columns of the whole table.
  static let width = Columns.group + Columns.name + 2 * Columns.value + 2 + Columns.verdict

  var lines: [String] = []
  /// Whether a figure that differs has been shown.
  var hasDifference = false

  mutating func rule(_ character: Character) {
    lines.append(String(repeating: character, count: Self.width))
  }

  mutating func row(
    _ group: String, _ name: String, _ single: String, _ cluster: String, _ verdict: String = ""
  ) {
    append(
      DisplayWidth.padded(group, to: Columns.group)
        + DisplayWidth.padded(
          DisplayWidth.shortened(name, to: Columns.name - 1), to: Columns.name)
        + DisplayWidth.padded(single, to: Columns.value, right: true)
        + DisplayWidth.padded(cluster, to: Columns.value, right: true)
        + "  " + verdict)
  }

  private mutating func append(_ line: String) {
    let end = line.lastIndex { $0 != " " }
    lines.append(end.map { String(line[...$0]) } ?? "")
  }

  mutating func epoch(_ single: EpochReport?, _ cluster: EpochReport?) {
    guard let either = single ?? cluster else { return }
    metrics(
      single?.metrics ?? [], cluster?.metrics ?? [], group: "Epoch \(either.epoch)")
    row("", "median step", Self.median(single), Self.median(cluster))
  }

  private static func median(_ epoch: EpochReport?) -> String {
    guard let median = epoch?.stepMilliseconds.median, median.isFinite else { return "–" }
    return "\(DecimalText.fixed(median, places: 2)) ms"
  }

  /// One row for each metric that either run has.
  mutating func metrics(_ single: [NamedValue], _ cluster: [NamedValue], group: String) {
    var group = group
    let missing = cluster.filter { metric in !single.contains { $0.name == metric.name } }
    for metric in (single + missing).inKerasOrder() {
      let first = single.first { $0.name == metric.name }?.value
      let second = cluster.first { $0.name == metric.name }?.value
      let (firstText, secondText) = Self.texts(first, second)
      row(
        group, metric.name, firstText, secondText,
        verdict(first?.bitPattern == second?.bitPattern))
      group = ""
    }
    if single.isEmpty && cluster.isEmpty { row(group, "", "", "") }
  }

  /// Two figures, with as many digits as it takes to tell them apart.
  private static func texts(_ first: Double?, _ second: Double?) -> (String, String) {
    let short = (
      first.map(DecimalText.metric) ?? "–", second.map(DecimalText.metric) ?? "–"
    )
    guard let first, let second, short.0 == short.1, first.bitPattern != second.bitPattern
    else { return short }
    return ("\(first)", "\(second)")
  }

  mutating func digests(_ single: String, _ cluster: String) {
    digest("Weights", "single", single)
    digest("SHA-256", "cluster", cluster, verdict(single == cluster))
  }

  private mutating func digest(
    _ group: String, _ label: String, _ digest: String, _ verdict: String = ""
  ) {
    append(
      DisplayWidth.padded(group, to: Columns.group)
        + DisplayWidth.padded(label, to: Columns.digestLabel)
        + DisplayWidth.padded(digest, to: 64) + "  " + verdict)
  }

  private mutating func verdict(_ same: Bool) -> String {
    if !same { hasDifference = true }
    return same ? "identical" : "differs"
  }
}
