/// One run in an audit file: its header, and where its steps are.
public struct AuditSection: Sendable, Hashable {
  /// The file.
  public let path: String
  /// What the run was.
  public let header: AuditHeader
  /// What to call the run in messages: its mode (`single`, `cluster`) unless set.
  public var label: String
  /// Number of the header's line, counted from 1.
  let line: Int
  /// The byte of the file at which the steps begin.
  let offset: Int

  init(path: String, header: AuditHeader, line: Int, offset: Int) {
    self.path = path
    self.header = header
    self.label = header.mode.rawValue
    self.line = line
    self.offset = offset
  }

  /// Begins to read the steps.
  ///
  /// - Throws: ``AuditError`` if the file can't be opened.
  public func steps() throws(AuditError) -> AuditStepReader {
    try AuditStepReader(of: self)
  }
}
