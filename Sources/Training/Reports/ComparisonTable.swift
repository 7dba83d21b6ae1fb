/// Two runs side by side as a table for a person, as wide as there is room for.
public enum ComparisonTable {
  /// The table: the metrics of every epoch and of the test, the digests of the weights, step times,
  /// speed-up and where the time of a step goes, with `identical` or `differs` for each, and the verdict on the whole below.
  /// Figures have four places, and all their digits where four would not show a difference.
  ///
  /// - Parameters:
  ///   - report: The two runs.
  ///   - width: The columns that there are. The table takes at most 97 and at least 44.
  /// - Returns: several lines, the last without a newline.
  public static func render(_ report: ComparisonReport, width: Int = 80) -> String {
    var rows = ComparisonRows(width: width)
    rows.paragraph(title(of: report), at: " · ")
    rows.rule("━")
    rows.row("", "", rows.columns.fitting("single process", "single"), "cluster")
    places(of: report, in: &rows)
    rows.rule("─")
    for index in 0..<max(report.single.epochs.count, report.cluster.epochs.count) {
      if index > 0 { rows.lines.append("") }
      rows.epoch(report.single.epochs.element(at: index), report.cluster.epochs.element(at: index))
    }
    if !report.single.test.isEmpty || !report.cluster.test.isEmpty {
      rows.rule("─")
      rows.metrics(report.single.test, report.cluster.test, group: "Test")
    }
    rows.rule("─")
    rows.digests(report.single.weightsSHA256, report.cluster.weightsSHA256)
    rows.rule("─")
    rows.row("Time", "training, all epochs", seconds(report.single), seconds(report.cluster))
    rows.row("", "speed-up", "", "\(DecimalText.fixed(report.speedup, places: 2))×")
    rows.breakdown(report.single.breakdown, report.cluster.breakdown)
    rows.rule("━")
    rows.paragraph(
      verdict(identical: report.identical, differenceShown: rows.hasDifference))
    return rows.lines.joined(separator: "\n")
  }

  private static func title(of report: ComparisonReport) -> String {
    let run = report.single
    let shards = counted(report.cluster.shards, "shard")
    return "\(run.program) · \(run.dataset.name), \(run.dataset.trainExamples) examples"
      + " · batch size \(run.batchSize) · \(shards) · seed \(run.seed) · \(run.isa)"
  }

  /// Where the runs took place, the transport below the workers where the column is narrow.
  private static func places(of report: ComparisonReport, in rows: inout ComparisonRows) {
    let workers = counted(report.cluster.workers, "worker")
    let transport = report.cluster.transport.map { "over \($0)" }
    let whole = ([workers] + (transport.map { [$0] } ?? [])).joined(separator: " ")
    let first = rows.columns.fitting(whole, workers)
    rows.row("", "", threads(of: report.single), first)
    if first != whole, let transport { rows.row("", "", "", transport) }
  }

  private static func threads(of run: RunReport) -> String { counted(run.threads, "thread") }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private static func seconds(_ run: RunReport) -> String {
    "\(DecimalText.fixed(run.trainingSeconds, places: 2)) s"
  }

  private static func verdict(identical: Bool, differenceShown: Bool) -> String {
    if identical {
      return "Identical bit for bit: every step's loss and metrics, the final weights, the slots."
    }
    return differenceShown
      ? "The runs differ." : "The runs differ, though not in the figures above."
  }
}

extension Array {
  /// The element there, or nil past the end.
  fileprivate func element(at index: Int) -> Element? { index < count ? self[index] : nil }
}
