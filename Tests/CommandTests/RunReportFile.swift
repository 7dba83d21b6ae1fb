import Foundation
import Training

/// Reads the reports that commands write.
enum RunReportFile {
  static func run(_ path: String) throws -> RunReport {
    try JSONDecoder().decode(RunReport.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  static func comparison(_ path: String) throws -> ComparisonReport {
    try JSONDecoder().decode(
      ComparisonReport.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
