/// Two runs side by side as a table for a person, in at most 100 columns.
public enum ComparisonTable {
  /// Columns of the whole table.
  static let width = ComparisonRows.width

  /// The table: the metrics of every epoch and of the test, the digests of the weights, step times,
  /// speed-up and where the time of a step goes, with `identical` or `differs` for each, and the verdict on the whole below.
  /// Figures have four places, and all their digits where four would not show a difference.
  ///
  /// - Returns: several lines, the last without a newline.
  public static func render(_ report: ComparisonReport) -> String {
    var rows = ComparisonRows()
    rows.lines.append(title(of: report))
    rows.rule("━")
    rows.row("", "", "single process", "cluster")
    rows.row("", "", threads(of: report.single), workers(of: report.cluster))
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
    rows.lines.append(
      verdict(identical: report.identical, differenceShown: rows.hasDifference))
    return rows.lines.joined(separator: "\n")
  }

  private static func title(of report: ComparisonReport) -> String {
    let run = report.single
    let shards = counted(report.cluster.shards, "shard")
    return DisplayWidth.shortened(
      "\(run.program) · \(run.dataset.name), \(run.dataset.trainExamples) examples"
        + " · batch size \(run.batchSize) · \(shards) · seed \(run.seed) · \(run.isa)", to: width)
  }

  private static func threads(of run: RunReport) -> String { counted(run.threads, "thread") }

  private static func workers(of run: RunReport) -> String {
    counted(run.workers, "worker") + (run.transport.map { " over \($0)" } ?? "")
  }

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
