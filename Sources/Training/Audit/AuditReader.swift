import Files

/// Reads what ``AuditWriter`` wrote, without holding a run in memory.
public struct AuditReader: Sendable {
  /// The file.
  public let path: String
  /// Its runs in order; there is at least one.
  public let sections: [AuditSection]

  /// Opens a file and finds its sections; their steps are checked when they are read.
  ///
  /// - Throws: ``AuditError`` naming the line that is damaged.
  public init(path: String) throws(AuditError) {
    self.path = path
    var sections: [AuditSection] = []
    var lines = try AuditLineReader(path: path)
    while let line = try lines.next() {
      guard line.bytes.starts(with: AuditHeader.opening.utf8) else {
        if sections.isEmpty {
          let kind = FileKind(of: line.bytes).map { ", but \($0)" } ?? ""
          throw AuditError(
            .missingHeader, path: path, line: line.number, "not the header of an audit\(kind)")
        }
        continue
      }
      sections.append(
        AuditSection(
          path: path, header: try Self.header(of: line, path: path), line: line.number,
          offset: line.end))
    }
    guard !sections.isEmpty else { throw AuditError(.empty, path: path, "the file is empty") }
    self.sections = sections
  }

  /// Reads every step once.
  ///
  /// - Throws: ``AuditError`` naming the line that is damaged.
  public func checkSteps() throws(AuditError) {
    for section in sections {
      var steps = try section.steps()
      while try steps.next() != nil {}
    }
  }

  private static func header(
    of line: AuditLineReader.Line, path: String
  ) throws(AuditError) -> AuditHeader {
    let json = try json(of: line, path: path)
    guard json["audit"]?.integer == AuditHeader.version else {
      let version = json["audit"].map(JSONText.pretty) ?? "unknown"
      throw AuditError(
        .otherVersion, path: path, line: line.number,
        "an audit of version \(version), not \(AuditHeader.version)")
    }
    guard let header = AuditHeader(json) else {
      throw AuditError(
        .invalidLine, path: path, line: line.number,
        "the header lacks a member or has one of another form")
    }
    return header
  }

  static func json(
    of line: AuditLineReader.Line, path: String
  ) throws(AuditError) -> JSONValue {
    do throws(JSONSyntaxError) {
      return try JSONParser.parse(Array(line.bytes))
    } catch {
      throw AuditError(
        .malformedLine, path: path, line: line.number,
        "not JSON at byte \(error.offset): \(error.problem)")
    }
  }
}
