import Diagnostics
import TestSupport
import Testing

@testable import Training

@Suite("Audit files with damage", .computing)
struct DamagedAuditTests {
  private static let header = SampleAudit.header().line
  private static let steps = (0...2).map { SampleAudit.step($0).line }

  /// Reads all of a file; the error, or nil.
  private func error(reading text: String) throws -> AuditError? {
    let directory = try ScratchDirectory()
    let path = try directory.file("a", holding: text.utf8)
    do {
      for section in try AuditReader(path: path).sections { _ = try section.allSteps() }
      return nil
    } catch let error as AuditError {
      #expect(error.path == path)
      return error
    }
  }

  @Test("Lines that are not what they should be are named by number")
  func lines() throws {
    let digest = "\"digests\":{\"a\":\"\(String(repeating: "0", count: 32))\"}"
    let cases: [([String], AuditError.Code, line: Int?)] = [
      ([], .empty, nil), ([""], .missingHeader, 1), (["x"], .missingHeader, 1),
      ([Self.steps[0]], .missingHeader, 1), (["{\"audit\":"], .malformedLine, 1),
      (["{\"audit\":2}"], .otherVersion, 1), (["{\"audit\":1}"], .invalidLine, 1),
      ([Self.header, ""], .malformedLine, 2), ([Self.header, "{}"], .invalidLine, 2),
      ([Self.header, Self.steps[0], "[]"], .invalidLine, 3),
      ([Self.header, Self.steps[0], String(Self.steps[1].dropLast(9))], .malformedLine, 3),
      ([Self.header, Self.steps[0], Self.steps[0]], .outOfOrder, 3),
      ([Self.header, Self.steps[2], Self.steps[1]], .outOfOrder, 3),
      ([Self.header, "{\"step\":-1,\"epoch\":0,\(digest)}"], .invalidLine, 2),
      ([Self.header, "{\"step\":1,\"epoch\":1.5,\(digest)}"], .invalidLine, 2),
      ([Self.header, "{\"step\":1,\"step\":1,\"epoch\":1,\(digest)}"], .malformedLine, 2),
      ([Self.header, "{\"step\":1,\"epoch\":1,\"digests\":{\"a\":\"00\"}}"], .invalidLine, 2),
      ([Self.header, "{\"step\":1,\"epoch\":1,\"digests\":[]}"], .invalidLine, 2),
      (
        [Self.header, Self.steps[0], Self.header, Self.steps[0], "x"], .malformedLine, 5
      ),
    ]
    for (lines, code, number) in cases {
      let text = lines.map { $0 + "\n" }.joined()
      let error = try #require(try error(reading: text), "\(lines)")
      #expect(error.code == code, "\(lines)")
      #expect(error.line == number, "\(lines)")
      #expect(error.fault == .input)
      if let number { #expect(error.description.contains("line \(number): ")) }
    }
  }

  @Test("A last line without its newline counts, if it is whole")
  func lastLine() throws {
    #expect(try error(reading: Self.header + "\n" + Self.steps[0]) == nil)
    #expect(try error(reading: Self.header) == nil)
  }

  @Test(
    "A header without one of its members is refused",
    arguments: ["mode", "program", "seed", "batchSize", "shards", "isa", "workers", "tensors"])
  func headerMember(name: String) throws {
    let line = Self.header.replacing("\"\(name)\":", with: "\"other\":")
    #expect(try error(reading: line + "\n")?.code == .invalidLine)
  }

  @Test("A line longer than any honest one is refused before all of it is read")
  func longLine() throws {
    let directory = try ScratchDirectory()
    let line = [UInt8](repeating: 0x20, count: AuditLineReader.lineLimit + 100_000)
    let path = try directory.file("a", holding: Array("\(Self.header)\n".utf8) + line)
    let error = try #require(throws: AuditError.self) { try AuditReader(path: path) }
    #expect(error.code == .lineTooLong)
    #expect(error.line == 2)
  }

  @Test("A missing file and a directory are refused, with the path")
  func notAFile() throws {
    let directory = try ScratchDirectory()
    let missing = try #require(throws: AuditError.self) {
      try AuditReader(path: directory.file("missing"))
    }
    #expect(missing.code == .unreadable)
    #expect(missing.description.contains(directory.file("missing")))
    let folder = try #require(throws: AuditError.self) { try AuditReader(path: directory.path) }
    #expect(folder.code == .notARegularFile)
  }

  @Test(
    "Lines of any length around the size of a piece are read whole",
    arguments: [
      65_530, 65_535, 65_536, 65_537, 131_072, 200_000,
    ])
  func pieces(length: Int) throws {
    let directory = try ScratchDirectory()
    let lines = [length, 1, 0, length, 3].map { String(repeating: "x", count: $0) }
    let path = try directory.file("a", holding: lines.map { $0 + "\n" }.joined().utf8)
    var reader = try AuditLineReader(path: path)
    var end = 0
    for (index, line) in lines.enumerated() {
      let read = try #require(try reader.next())
      end += line.utf8.count + 1
      #expect(read.bytes.count == line.utf8.count)
      #expect(read.number == index + 1)
      #expect(read.end == end)
    }
    #expect(try reader.next() == nil)
    #expect(try reader.next() == nil)
  }
}
