import Foundation
import TestSupport
import Testing
import Training

@Suite("The standard descriptors", .serialized, .blocking)
struct DescriptorTests {
  private static let short = ShellRun.short

  @Test(
    "may be closed: nothing meant for a person gets into a file",
    arguments: ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
  func closed(descriptors: String) async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      $tandem train --workers 2 --data synthetic --epochs 1 --limit 320 \
        --audit a --export w --report r \(descriptors)
      status=$?; $tandem train --workers 2 \(Self.short) --audit b >/dev/null 2>&1; cmp a b && exit $status
      """, in: directory)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try SafetensorsFile.read(directory.file("w")).tensors.count == 4)
    _ = try JSONSerialization.jsonObject(with: Data(try directory.bytes(of: "r")))
    let sections = try AuditReader(path: directory.file("a")).sections
    #expect(sections.count == 1)
    try AuditReader(path: directory.file("a")).checkSteps()
  }

  @Test("A closed standard output is no place for a report")
  func closedReport() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      "$tandem single \(Self.short) --report /dev/stdout >&-", in: directory)
    #expect(result.status == 2)
    #expect(result.errors.contains("the report can be written to /dev/stdout"))
  }

  @Test(
    "that are full end no command that has results with success",
    .enabled(
      if: FileManager.default.fileExists(atPath: "/dev/full"), "needs a device that is always full"),
    arguments: [
      "help", "help train", "--help", "--version", "single --help",
      "single \(short)", "train --workers 1 \(short)", "compare --workers 1 \(short)",
      "evaluate --weights w --data synthetic --limit 32 --quiet",
      "bench --quick --rounds 1 --only update --weights 1000 --quiet",
    ])
  func full(command: String) async throws {
    let directory = try ScratchDirectory()
    if command.hasPrefix("evaluate") {
      let made = try await ShellRun.run("$tandem single \(Self.short) --export w", in: directory)
      #expect(made.status == 0, "\(made.errors)")
    }
    let result = try await ShellRun.run("$tandem \(command) >/dev/full", in: directory)
    #expect(result.status == 1, "\(result.errors)")
    #expect(result.errors.contains("writing to the standard output: "), "\(result.errors)")
  }

  @Test("that lead to a pipe nobody reads end no command with success, nor by a signal")
  func deadPipe() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      mkfifo p; exec 3<>p; exec 4>p; exec 3<&-
      $tandem single \(Self.short) --export w >&4
      """, in: directory)
    #expect(result.status == 1, "\(result.errors)")
    #expect(try SafetensorsFile.read(directory.file("w")).tensors.count == 4)
  }

  @Test("A report to the standard output stands between the messages, in a file as in a pipe")
  func report() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      $tandem single \(Self.short) --report /dev/stdout >file
      $tandem single \(Self.short) --report /dev/fd/1 | cat >piped
      """, in: directory)
    #expect(result.status == 0, "\(result.errors)")
    for name in ["file", "piped"] {
      let text = try directory.text(of: name)
      #expect(text.hasPrefix("Weights SHA-256: "), "\(text)")
      #expect(text.contains("\n{\n  \"program\": \"digits\""))
      #expect(text.contains("\n}\nThe same bits in one process: "))
    }
  }

  @Test("A file that the standard output goes to is no place for a report")
  func sameFile() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      "$tandem single \(Self.short) --report ./file >>file", in: directory)
    #expect(result.status == 2)
    #expect(result.errors.contains("the standard output goes to that file"))
    #expect(try directory.text(of: "file") == "")
  }
}
