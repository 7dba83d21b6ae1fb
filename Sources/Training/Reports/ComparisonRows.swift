/// The rows of a comparison's table in the making.
struct ComparisonRows {
  let columns: ComparisonColumns
  var lines: [String] = []
  /// Whether a figure that differs has been shown.
  var hasDifference = false

  init(width: Int) {
    columns = ComparisonColumns(width: width)
  }

  mutating func rule(_ character: Character) {
    lines.append(String(repeating: character, count: columns.total))
  }

  /// A paragraph, in as many lines as it takes.
  mutating func paragraph(_ text: String, at separator: String = " ") {
    lines += DisplayWidth.wrapped(text, to: columns.total, at: separator)
  }

  mutating func row(
    _ group: String, _ name: String, _ single: String, _ cluster: String, _ verdict: String = ""
  ) {
    let values =
      DisplayWidth.padded(single, to: columns.value, right: true)
      + DisplayWidth.padded(cluster, to: columns.value, right: true)
    if let groupWidth = columns.group {
      append(
        DisplayWidth.padded(group, to: groupWidth)
          + DisplayWidth.padded(
            DisplayWidth.shortened(name, to: columns.name - 1), to: columns.name)
          + values + "  " + verdict)
      return
    }
    if !group.isEmpty { lines.append(DisplayWidth.shortened(group, to: columns.total)) }
    let label = name.isEmpty ? "" : ComparisonColumns.indentation + name
    let isShort =
      max(DisplayWidth.columns(of: single), DisplayWidth.columns(of: cluster)) < columns.value
    if isShort && DisplayWidth.columns(of: label) < columns.name {
      return append(DisplayWidth.padded(label, to: columns.name) + values + "  " + verdict)
    }
    // The name stands above its values, and they below each other if need be.
    if !label.isEmpty { lines.append(DisplayWidth.shortened(label, to: columns.total)) }
    let width = columns.name + 2 * columns.value
    let pair = isShort ? values : "\(single)  \(cluster)"
    if DisplayWidth.columns(of: pair) <= width {
      return append(DisplayWidth.padded(pair, to: width, right: true) + "  " + verdict)
    }
    append(DisplayWidth.padded(single, to: width, right: true))
    append(DisplayWidth.padded(cluster, to: width, right: true) + "  " + verdict)
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
    let verdict = verdict(single == cluster)
    guard columns.group != nil else {
      append(
        DisplayWidth.padded("Weights SHA-256", to: columns.name + 2 * columns.value) + "  "
          + verdict)
      digest("single", single)
      digest("cluster", cluster)
      return
    }
    append(wideDigest("Weights", "single", single))
    append(wideDigest("SHA-256", "cluster", cluster) + "  " + verdict)
  }

  private func wideDigest(_ group: String, _ label: String, _ digest: String) -> String {
    // The label takes what two columns of values and the name leave.
    let labelWidth = columns.name + 2 * columns.value - 64
    return DisplayWidth.padded(group, to: columns.group ?? 0)
      + DisplayWidth.padded(label, to: labelWidth) + DisplayWidth.padded(digest, to: 64)
  }

  /// In pieces of equal length, where the line is too short for the whole.
  private mutating func digest(_ label: String, _ digest: String) {
    var label = ComparisonColumns.indentation + DisplayWidth.padded(label, to: 9)
    let room = columns.total - DisplayWidth.columns(of: label)
    let length = [64, 32, 16].first { $0 <= room } ?? 8
    var rest = digest[...]
    repeat {
      append(label + rest.prefix(length))
      rest = rest.dropFirst(length)
      label = DisplayWidth.padded("", to: DisplayWidth.columns(of: label))
    } while !rest.isEmpty
  }

  private mutating func verdict(_ same: Bool) -> String {
    if !same { hasDifference = true }
    return same ? "identical" : "differs"
  }
}
