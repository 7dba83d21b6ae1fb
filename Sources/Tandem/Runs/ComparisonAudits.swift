import Files
import Foundation
import Training

/// The audit files of a comparison: the one it writes, and the earlier one it is held against.
struct ComparisonAudits {
  /// Where both sides are written, if anybody wants to compare them.
  let writer: AuditWriter?
  private let earlier: AuditReader?
  /// What both sides are read back from, if not from what `--audit` names.
  private let temporary: TemporaryFile?
  /// What `--audit` names, if that can't be read back: a pipe or a device.
  private let stream: OutputFile?

  /// Opens the files, so that a bad one is told before any training.
  init(path: String?, against: String?) throws {
    earlier = try against.map { path throws(AuditError) in
      let reader = try AuditReader(path: path)
      try reader.checkSteps()
      return reader
    }
    let named = path.map { OutputFile(path: $0, purpose: "the audit") }
    try named?.prepare()
    stream = named.flatMap { $0.pathOfFile == nil ? $0 : nil }
    temporary = stream != nil || path == nil && against != nil ? TemporaryFile() : nil
    writer = try (temporary?.path ?? path).map { path throws(OutputFileError) in
      try AuditWriter(path: path)
    }
  }

  /// The first difference between the two sides, and between each side and the earlier run.
  ///
  /// - Parameter outputs: Takes what kept the audit from being written or compared.
  func differences(_ outputs: inout RunOutputs) -> [AuditDifference] {
    guard let writer else { return [] }
    var path = writer.path
    do throws(OutputFileError) {
      try writer.close()
    } catch {
      outputs.attempt { throw error }
      guard let place = error.rescuePath else { return [] }
      path = place
    }
    if let stream {
      outputs.attempt {
        let file = try OpenFile(readingFrom: path)
        try stream.replace { other throws(SystemFailure) in try file.copy(to: other) }
      }
    }
    return outputs.attempt { try differences(in: path) } ?? []
  }

  private func differences(in path: String) throws(AuditError) -> [AuditDifference] {
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
