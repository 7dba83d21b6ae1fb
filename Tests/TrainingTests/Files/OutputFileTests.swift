import Foundation
import TestSupport
import Testing

@testable import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Files that are written whole, or elsewhere", .blocking)
struct OutputFileTests {
  private static func output(_ path: String) -> OutputFile {
    OutputFile(path: path, purpose: "the report")
  }

  private static func isLink(_ path: String) -> Bool {
    var information = stat()
    return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFLNK
  }

  /// A file whose path leaves no room for a longer name beside it.
  private static func longPath(in directory: ScratchDirectory) throws -> String {
    var path = directory.path
    let length = Int(PATH_MAX) - 3
    while length - path.utf8.count > 2 {
      let rest = length - path.utf8.count - 1
      // Not so that one byte is left, which would be a slash.
      let name = String(repeating: "d", count: rest <= 200 ? rest : min(200, rest - 2))
      path += "/" + name
      try #require(mkdir(path, 0o700) == 0, "\(path.utf8.count)")
    }
    return path + "/f"
  }

  @Test("A link to a file that is still to be made stays one, over several links")
  func danglingLink() throws {
    let directory = try ScratchDirectory()
    #expect(mkdir(directory.file("d"), 0o700) == 0)
    #expect(symlink("../second", directory.file("d/first")) == 0)
    #expect(symlink(directory.file("real"), directory.file("second")) == 0)
    let output = Self.output(directory.file("d/first"))
    try output.prepare()
    #expect(try directory.names() == ["d", "second"])
    try output.write(Array("new".utf8))
    #expect(try directory.text(of: "real") == "new")
    #expect(Self.isLink(directory.file("d/first")) && Self.isLink(directory.file("second")))
  }

  @Test("A link that leads to itself, or into no directory, is refused beforehand")
  func badLinks() throws {
    let directory = try ScratchDirectory()
    #expect(symlink("loop", directory.file("loop")) == 0)
    #expect(symlink("missing/file", directory.file("lost")) == 0)
    let loop = try #require(throws: OutputFileError.self) {
      try Self.output(directory.file("loop")).prepare()
    }
    #expect(loop.fault == .input)
    let lost = try #require(throws: OutputFileError.self) {
      try Self.output(directory.file("lost")).prepare()
    }
    #expect(lost.code == .directoryMissing)
  }

  @Test(
    "Where nothing can be made beside it a file is written in place, longer or shorter than before")
  func inPlace() throws {
    let directory = try ScratchDirectory()
    let path = try Self.longPath(in: directory)
    let output = Self.output(path)
    try output.prepare()
    #expect(access(path, F_OK) != 0)
    for content in ["first", "a longer one", "short"] {
      try output.prepare()
      try output.write(Array(content.utf8))
      #expect(FileManager.default.contents(atPath: path) == Data(content.utf8))
    }
    var information = stat()
    #expect(stat(path, &information) == 0)
    let inode = information.st_ino
    let draft = try output.draft()
    try draft.write(Array("grown".utf8))
    #expect(FileManager.default.contents(atPath: path) == Data("short".utf8))
    try draft.finish()
    #expect(FileManager.default.contents(atPath: path) == Data("grown".utf8))
    #expect(stat(path, &information) == 0 && information.st_ino == inode)
  }

  @Test("A file written in place that fails on the way is empty, not a mixture")
  func inPlaceFails() throws {
    let directory = try ScratchDirectory()
    let path = try Self.longPath(in: directory)
    try Self.output(path).write(Array("an old and longer content".utf8))
    let error = try #require(throws: OutputFileError.self) {
      try Self.output(path).replace { file throws(SystemFailure) in
        try file.write(Array("new".utf8))
        throw SystemFailure(code: EIO)
      }
    }
    #expect(error.rescuePath == nil)
    #expect(FileManager.default.contents(atPath: path) == Data())
  }

  @Test("What can't take its name any more is beside it, under a name that was free")
  func rescued() throws {
    let directory = try ScratchDirectory()
    let path = directory.file("r")
    let output = Self.output(path)
    try output.prepare()
    #expect(mkdir(path, 0o700) == 0)
    for name in ["r.rescued", "r.rescued-2"] {
      let error = try #require(throws: OutputFileError.self) { try output.write([7]) }
      #expect(error.code == .isDirectory)
      #expect(error.fault == .run)
      let place = try #require(error.rescuePath)
      #expect(place.hasSuffix("/" + name))
      #expect(error.description.hasSuffix("It was written to \(place) instead."))
      #expect(try directory.bytes(of: name) == [7])
    }
    #expect(try directory.names() == ["r", "r.rescued", "r.rescued-2"])
  }

  @Test("A draft whose directory is another by now still takes its name")
  func otherDirectory() throws {
    let directory = try ScratchDirectory()
    #expect(mkdir(directory.file("d"), 0o700) == 0)
    let draft = try Self.output(directory.file("d/a")).draft()
    try draft.write([1])
    try FileManager.default.removeItem(atPath: directory.file("d"))
    #expect(mkdir(directory.file("d"), 0o700) == 0)
    try draft.write([2])
    try draft.finish()
    #expect(try directory.bytes(of: "d/a") == [1, 2])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory.file("d")) == ["a"])
  }

  @Test("A draft over whose file a directory stands by now is rescued whole")
  func draftRescued() throws {
    let directory = try ScratchDirectory()
    let draft = try Self.output(directory.file("a")).draft()
    try draft.write([1, 2, 3])
    #expect(mkdir(directory.file("a"), 0o700) == 0)
    var outcome: OutputFileError?
    do throws(OutputFileError) { try draft.finish() } catch { outcome = error }
    #expect(outcome?.rescuePath?.hasSuffix("/a.rescued") == true)
    #expect(try directory.bytes(of: "a.rescued") == [1, 2, 3])
    #expect(try directory.names() == ["a", "a.rescued"])
  }

  @Test("Room is looked for beforehand, as much as will be needed")
  func room() async throws {
    await #expect(processExitsWith: .success) {
      let directory = try ScratchDirectory()
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
      #if canImport(Glibc)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      let output = OutputFile(path: directory.file("w"), purpose: "the weights")
      try output.prepare(byteCount: 100_000)
      let error = try #require(throws: OutputFileError.self) {
        try output.prepare(byteCount: 100_001)
      }
      #expect(error.code == .tooLarge)
      #expect(try directory.names() == [])
    }
  }

  @Test("Owner and permissions are handed on, where the system lets", .enabled(if: geteuid() == 0))
  func owner() throws {
    let directory = try ScratchDirectory()
    let path = try directory.file("r", holding: [1])
    #expect(chown(path, 65_534, 65_533) == 0 && chmod(path, 0o604) == 0)
    try Self.output(path).write([2])
    var information = stat()
    #expect(stat(path, &information) == 0)
    #expect(information.st_uid == 65_534 && information.st_gid == 65_533)
    #expect(information.st_mode & 0o7777 == 0o604)
  }

  @Test("A file that may be made but not written keeps its permissions against us")
  func readOnly() throws {
    let directory = try ScratchDirectory()
    let path = try directory.file("r", holding: Array("old".utf8))
    #expect(chmod(path, 0o400) == 0)
    guard access(path, W_OK) != 0 else { return }
    let error = try #require(throws: OutputFileError.self) { try Self.output(path).prepare() }
    #expect(error.code == .noPermission)
    #expect(try directory.text(of: "r") == "old")
  }

  @Test(
    "The names of descriptors are known, by themselves and at the end of links",
    arguments: [
      ("/dev/stdout", 1), ("/dev/stderr", 2), ("/dev/stdin", 0), ("/dev/fd/63", 63),
      ("/proc/self/fd/7", 7), ("/dev/fd/x", nil), ("/dev/fd/-1", nil), ("/dev/null", nil),
      ("stdout", nil), ("", nil),
    ] as [(String, Int32?)])
  func descriptors(path: String, number: Int32?) throws {
    #expect(try OutputFile.descriptor(namedBy: path) == number)
    let directory = try ScratchDirectory()
    #expect(path.isEmpty || symlink(path, directory.file("link")) == 0)
    #expect(try OutputFile.descriptor(namedBy: directory.file("link")) == number)
  }

  @Test("What is written to a named descriptor goes on where that one stands")
  func descriptor() throws {
    let directory = try ScratchDirectory()
    let number = open(directory.file("f"), O_WRONLY | O_CREAT, 0o600)
    try #require(number >= 0)
    defer { close(number) }
    #expect(write(number, "one,", 4) == 4)
    let output = Self.output("/dev/fd/\(number)")
    try output.prepare()
    try output.write(Array("two,".utf8))
    let draft = try output.draft()
    let isStream = draft.isStream
    #expect(isStream)
    try draft.write(Array("three,".utf8))
    try draft.finish()
    #expect(write(number, "four", 4) == 4)
    #expect(try directory.text(of: "f") == "one,two,three,four")
  }

  @Test("A descriptor that is closed, read only or our own is refused beforehand")
  func badDescriptors() throws {
    let directory = try ScratchDirectory()
    let reading = open(try directory.file("f", holding: [1]), O_RDONLY)
    let own = open(directory.file("g"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer {
      close(reading)
      close(own)
    }
    for number in [reading, own, 1_000_000] {
      let error = try #require(throws: OutputFileError.self) {
        try Self.output("/dev/fd/\(number)").prepare()
      }
      #expect(error.fault == .input)
    }
  }

  @Test("Whatever is unfinished goes when the process is ended, and nothing else")
  func unfinished() async throws {
    await #expect(processExitsWith: .exitCode(7)) {
      let directory = try ScratchDirectory()
      UnfinishedFile.prepare()
      let draft = try OutputFile(path: directory.file("a"), purpose: "the audit").draft()
      try draft.write([1])
      try OutputFile(path: directory.file("b"), purpose: "the report").write([2])
      let before = try directory.names()
      UnfinishedFile.removeAll()
      let after = try directory.names()
      try FileManager.default.removeItem(atPath: directory.path)
      _exit(before.count == 2 && after == ["b"] ? 7 : 1)
    }
  }
}
