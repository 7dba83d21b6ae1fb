import Synchronization
import TestSupport
import Testing

@testable import OperatingSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("A child process", .blocking)
struct ChildProcessTests {
  /// A shell that runs a script with its arguments; what it says is read to the end.
  private static func run(
    _ script: String, _ arguments: [String] = [], blockingSignals isBlocking: Bool = false
  ) async throws -> (ending: ChildProcess.Ending, output: [UInt8]) {
    try await ThreadOutcome {
      if isBlocking {
        // In this thread, which is the test's own.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
      }
      let (input, output) = (try PipeEnd.pair(), try PipeEnd.pair())
      let process = try ChildProcess(
        "sh", ["-c", script, "sh"] + arguments, input: input.reading,
        output: output.writing, errors: output.writing)
      input.writing.close()
      output.writing.close()
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 64)
      while true {
        let count = chunk.withUnsafeMutableBytes { output.reading.read(into: $0) }
        if count == 0 { break }
        bytes += chunk[..<count]
      }
      return (process.waitUntilEnd(), bytes)
    }.get()
  }

  @Test("tells how it ended")
  func endings() async throws {
    #expect(try await Self.run("exit 0").ending == .exited(0))
    #expect(try await Self.run("exit 7").ending == .exited(7))
    #expect(try await Self.run("kill -9 $$").ending == .killed(9))
    #expect("\(ChildProcess.Ending.exited(1))" == "exit status 1")
    #expect("\(ChildProcess.Ending.killed(9))" == "killed by signal 9")
  }

  @Test("is handed its arguments byte by byte")
  func arguments() async throws {
    let word = String(path: [0x61, 0xFF, 0x20, 0x27, 0x0A])
    let output = try await Self.run("printf %s \"$1\"", [word]).output
    #expect(output == [0x61, 0xFF, 0x20, 0x27, 0x0A])
  }

  @Test("blocks no signal that this process blocks, and ignores no broken pipe")
  func signals() async throws {
    for signal in [SIGPIPE, SIGTERM, SIGINT] {
      let result = try await Self.run("kill -\(signal) $$; echo alive", blockingSignals: true)
      #expect(result.ending == .killed(signal) && result.output.isEmpty)
    }
  }

  @Test("that can't be started is told, with the reason")
  func missing() throws {
    let pipe = try PipeEnd.pair()
    for (name, number) in [
      ("no-such-program-here", ENOENT), ("/no/such/place", ENOENT), ("/", EACCES),
    ] {
      let failure = #expect(throws: ProcessFailure.self) {
        try ChildProcess(
          name, [], input: pipe.reading, output: pipe.writing,
          errors: pipe.writing)
      }
      #expect(failure?.errno == number && failure?.reason.isEmpty == false)
    }
  }

  @Test("gets no signal once its end is known, whoever has its id then")
  func signalAfterEnd() async throws {
    try await ThreadOutcome {
      let (input, output) = (try PipeEnd.pair(), try PipeEnd.pair())
      let process = try ChildProcess(
        "sh", ["-c", "read x; exit 3"], input: input.reading,
        output: output.writing, errors: output.writing)
      #expect(process.ending == nil)
      input.writing.write(Array("x\n".utf8))
      #expect(process.waitUntilEnd() == .exited(3))
      process.signal(SIGKILL)
      #expect(process.ending == .exited(3))
    }.get()
  }

  @Test("has one end, however many threads ask for it at once")
  func manyAsk() async throws {
    for _ in 0..<20 {
      let (input, output) = (try PipeEnd.pair(), try PipeEnd.pair())
      let process = try ChildProcess(
        "sh", ["-c", "exit 5"], input: input.reading, output: output.writing,
        errors: output.writing)
      let askers = (0..<4).map { _ in ThreadOutcome { process.waitUntilEnd() } }
      for asker in askers { #expect(try await asker.get() == .exited(5)) }
    }
  }

  @Test("leaves pipes alone that are not meant for it")
  func inheritance() async throws {
    let other = try PipeEnd.pair()
    #expect(other.reading.descriptor > 2 && other.writing.descriptor > 2)
    let output = try await Self.run(
      "[ -e /dev/fd/$1 ] && echo open || echo closed", ["\(other.writing.descriptor)"])
    withExtendedLifetime(other) {}
    #expect(output.output == Array("closed\n".utf8))
  }
}
