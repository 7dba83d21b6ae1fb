import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Training

@Suite("Files of results", .computing)
struct ReportFileTests {
  @Test("Preparing leaves no trace, and keeps what is there")
  func noTrace() throws {
    let directory = try ScratchDirectory()
    _ = try ReportFile.prepare(directory.file("new.json"))
    #expect(try directory.names() == [])
    let old = try directory.file("old.json", holding: "old".utf8)
    _ = try ReportFile.prepare(old)
    #expect(try directory.names() == ["old.json"])
    #expect(try directory.text(of: "old.json") == "old")
  }

  @Test("Writing replaces the file in one piece and keeps its permissions")
  func replaces() throws {
    let directory = try ScratchDirectory()
    let path = try directory.file("run.json", holding: "a longer text than the report".utf8)
    #expect(chmod(path, 0o640) == 0)
    try ReportFile.prepare(path).write(SampleReports.run(.single))
    #expect(try directory.names() == ["run.json"])
    #expect(try directory.text(of: "run.json") == ReportFile.text(of: SampleReports.run(.single)))
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
  }

  @Test("A symbolic link stays one; its file is replaced")
  func link() throws {
    let directory = try ScratchDirectory()
    _ = try directory.file("real.json", holding: "old".utf8)
    try FileManager.default.createSymbolicLink(
      atPath: directory.file("link.json"), withDestinationPath: "real.json")
    try ReportFile.prepare(directory.file("link.json")).write(SampleReports.run(.single))
    #expect(try directory.text(of: "real.json").hasPrefix("{"))
    let target = try FileManager.default.destinationOfSymbolicLink(
      atPath: directory.file("link.json"))
    #expect(target == "real.json")
  }

  @Test("A pipe, like any device, is written to, not replaced")
  func pipe() throws {
    // A pipe of the test's own: should the subject be broken, nobody misses it.
    let directory = try ScratchDirectory()
    let path = directory.file("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let reading = open(path, O_RDONLY | O_NONBLOCK)
    try #require(reading >= 0)
    defer { close(reading) }
    try ReportFile.prepare(path).write(SampleReports.run(.single))
    var information = stat()
    #expect(stat(path, &information) == 0)
    #expect(information.st_mode & S_IFMT == S_IFIFO)
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(reading, &buffer, buffer.count)
    let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    #expect(text == ReportFile.text(of: SampleReports.run(.single)))
    #expect(try directory.names() == ["pipe"])
  }

  @Test(
    "A path that can't be written is refused beforehand, by name and with the reason",
    arguments: [
      ("missing/run.json", OutputFileError.Code.directoryMissing, "missing does not exist"),
      ("", .isDirectory, "is a directory"),
      ("folder", .isDirectory, "folder is a directory"),
      ("new/", .isDirectory, "new/ names a directory"),
      ("file/run.json", .notADirectory, "file is not a directory"),
    ])
  func refused(name: String, code: OutputFileError.Code, words: String) throws {
    let directory = try ScratchDirectory()
    _ = try directory.file("file", holding: [])
    try FileManager.default.createDirectory(
      atPath: directory.file("folder"), withIntermediateDirectories: false)
    let path = directory.file(name)
    let error = try #require(throws: OutputFileError.self) { try ReportFile.prepare(path) }
    #expect(error.code == code)
    #expect(error.fault == .input)
    #expect(error.description.contains(path))
    #expect(error.description.contains(words))
  }

  @Test("An empty path is refused")
  func empty() throws {
    let error = try #require(throws: OutputFileError.self) { try ReportFile.prepare("") }
    #expect(error.code == .emptyPath)
    #expect(error.fault == .input)
  }

  @Test(
    "A directory that may not be written is refused beforehand",
    .enabled(if: geteuid() != 0, "root may write anywhere"))
  func permission() throws {
    let directory = try ScratchDirectory()
    #expect(chmod(directory.path, 0o500) == 0)
    defer { chmod(directory.path, 0o700) }
    let error = try #require(throws: OutputFileError.self) {
      try ReportFile.prepare(directory.file("run.json"))
    }
    #expect(error.code == .noPermission)
  }

  @Test("A file that the kernel won't let anybody make is refused beforehand")
  func kernelRefusal() throws {
    let path = FileManager.default.fileExists(atPath: "/proc") ? "/proc/run.json" : "/run.json"
    let error = try #require(throws: OutputFileError.self) { try ReportFile.prepare(path) }
    #expect(error.fault == .input)
    #expect(error.description.contains(path))
  }

  @Test("A write that fails is the run's fault and leaves the old content and no litter")
  func failedWrite() throws {
    let directory = try ScratchDirectory()
    let path = try directory.file("run.json", holding: "old".utf8)
    let output = OutputFile(path: path, purpose: "the report")
    let error = try #require(throws: OutputFileError.self) {
      try output.replace { file throws(SystemFailure) in
        try file.write(Array("half of it".utf8))
        throw SystemFailure(code: ENOSPC)
      }
    }
    #expect(error.code == .noSpace)
    #expect(error.fault == .run)
    #expect(try directory.names() == ["run.json"])
    #expect(try directory.text(of: "run.json") == "old")
  }

  @Test(
    "The directory of a path is the part before its last name",
    arguments: [
      ("a", ".", "a"), ("é", ".", "é"), ("a/b", "a", "b"), ("/a", "/", "a"),
      ("/a/b/", "/a", "b"), ("./c/d", "./c", "d"), ("/", "/", ""),
    ])
  func directory(path: String, directory: String, name: String) {
    #expect(OutputFile.directory(of: path) == directory)
    #expect(OutputFile.name(of: path) == name)
  }
}
