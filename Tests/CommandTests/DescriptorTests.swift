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

  #if os(Linux)
    /// A pipe without room at descriptor 3, which nobody reads.
    private static let stuck = """
      mkfifo p; exec 3<>p
      dd if=/dev/zero of=p bs=4096 oflag=nonblock; dd if=/dev/zero of=p bs=1 oflag=nonblock

      """

    @Test("that lead to a pipe which is full hold no command back that is told to stop")
    func stuckOutput() async throws {
      let directory = try ScratchDirectory()
      // Told by the mask of the signals that it heeds, of which SIGTERM is the fifteenth.
      let result = try await ShellRun.run(
        Self.stuck + """
          for redirection in '>&3' '>&3 2>&3'; do
            eval "exec $tandem train --help $redirection" & run=$!
            until grep -q 'SigCgt:.*[4-7c-f]...$' /proc/$run/status; do sleep 0.1; done
            kill $run; wait $run; echo "status $?"
          done
          """, in: directory)
      #expect(result.output == "status 143\nstatus 143\n", "\(result.errors)")
    }

    @Test("that lead to a full pipe cost nothing but the words, if the command is told to stop")
    func stuckErrors() async throws {
      let directory = try ScratchDirectory()
      let result = try await ShellRun.run(
        Self.stuck + """
          $tandem train --workers 1 \(Self.short) --export w --report r 2>&3 & run=$!
          until [ -e w ]; do sleep 0.1; done
          kill $run; wait $run
          """, in: directory)
      #expect(result.status == 143, "\(result.errors)")
      #expect(result.output.contains("The same bits in one process"))
      #expect(try SafetensorsFile.read(directory.file("w")).tensors.count == 4)
      _ = try JSONSerialization.jsonObject(with: Data(try directory.bytes(of: "r")))
    }
  #endif

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
