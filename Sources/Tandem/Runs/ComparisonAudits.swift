import Files
import Foundation
import Training

/// The audit files of a comparison: the one it writes, and the earlier one it is held against.
struct ComparisonAudits {
  /// Where both sides are written, if anybody wants to compare them.
  let writer: AuditWriter?
  private let earlier: AuditReader?
  private let path: String?
  private let temporary: TemporaryFile?

  /// Opens the files, so that a bad one is told before any training.
  init(path: String?, against: String?) throws {
    earlier = try against.map { path throws(AuditError) in
      let reader = try AuditReader(path: path)
      try reader.checkSteps()
      return reader
    }
    temporary = path == nil && against != nil ? TemporaryFile() : nil
    self.path = path ?? temporary?.path
    writer = try self.path.map { path throws(OutputFileError) in try AuditWriter(path: path) }
  }

  /// The first difference between the two sides, and between each side and the earlier run.
  func differences() throws -> [AuditDifference] {
    try writer?.close()
    guard let path else { return [] }
    let sections = try AuditReader(path: path).sections
    var differences: [AuditDifference] = []
    if sections.count == 2,
      let difference = try AuditDifference.first(between: sections[0], and: sections[1])
    {
      differences.append(difference)
    }
    guard var reference = earlier?.sections.first, let earlier else { return differences }
    for section in sections {
      // A file of two sides is compared side by side.
      reference =
        earlier.sections.first { $0.header.mode == section.header.mode } ?? earlier.sections[0]
      reference.label = "the earlier run"
      if let difference = try AuditDifference.first(between: reference, and: section) {
        differences.append(difference)
      }
    }
    return differences
  }
}
