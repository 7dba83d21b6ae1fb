import Diagnostics
import Files

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The file that `--report FILE` names.
public struct ReportFile: Sendable, Hashable {
  private let file: OutputFile

  // As many as the report of a run of thirty epochs has.
  private static let usualBytes = 16 * 1024

  /// Names the file without touching it.
  public init(path: String) {
    file = OutputFile(path: path, purpose: "the report")
  }

  /// Where the file lies.
  public var path: String { file.path }

  /// Checks, before any training, that a report can be written at `path`; leaves no trace.
  ///
  /// - Throws: ``OutputFileError`` with fault `.input`, naming the path and the reason.
  public static func prepare(_ path: String) throws(OutputFileError) -> ReportFile {
    let report = ReportFile(path: path)
    try report.file.prepare(byteCount: usualBytes)
    return report
  }

  /// Replaces the file by a run's report, in one piece.
  ///
  /// - Throws: ``OutputFileError`` with fault `.run`.
  public func write(_ report: RunReport) throws(OutputFileError) {
    try file.write(Array(Self.text(of: report).utf8))
  }

  /// Replaces the file by a comparison's report, in one piece.
  ///
  /// - Throws: ``OutputFileError`` with fault `.run`.
  public func write(_ report: ComparisonReport) throws(OutputFileError) {
    try file.write(Array(Self.text(of: report).utf8))
  }

  /// Replaces the file by the figures of a bench, in one piece.
  ///
  /// - Throws: ``OutputFileError`` with fault `.run`.
  public func write(_ report: BenchReport) throws(OutputFileError) {
    try file.write(Array(Self.text(of: report).utf8))
  }

  /// A report as the file holds it: JSON on several lines, its members in a fixed order, its
  /// numbers the shortest decimals that give the same bits back.
  static func text(of report: some Encodable) -> String {
    do {
      let data = try JSONEncoder().encode(report)
      let value = try JSONParser.parse(Array(data))
      return JSONText.pretty(ReportOrder.arranged(value)) + "\n"
    } catch {
      requirementFailure(
        "a report always encodes, as it holds no number that JSON lacks: \(error)")
    }
  }
}
