/// Reads the steps of a section one after the other.
public struct AuditStepReader: ~Copyable {
  private let path: String
  private var lines: AuditLineReader
  private var last = (step: -1, stage: 0)
  private var isDone = false

  init(of section: AuditSection) throws(AuditError) {
    path = section.path
    lines = try AuditLineReader(
      path: section.path, offset: section.offset, line: section.line + 1)
  }

  /// The next step, or nil after the section's last.
  ///
  /// - Throws: ``AuditError`` naming the line that is damaged.
  public mutating func next() throws(AuditError) -> AuditStep? {
    guard !isDone, let line = try lines.next(),
      !line.bytes.starts(with: AuditHeader.opening.utf8)
    else {
      isDone = true
      return nil
    }
    let json = try AuditReader.json(of: line, path: path)
    guard let step = AuditStep(json) else {
      throw AuditError(
        .invalidLine, path: path, line: line.number,
        "not a step with an epoch and digests of 32 hexadecimal digits")
    }
    guard (step.step, step.stage) > last else {
      throw AuditError(
        .outOfOrder, path: path, line: line.number, "step \(step.step) follows step \(last.step)")
    }
    last = (step.step, step.stage)
    return step
  }
}
