import Synchronization
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

@Suite("A write that nobody takes", .blocking)
struct PatienceTests {
  /// A pipe in which there is no room.
  private static func makeFullPipe() -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    let flags = fcntl(ends[1], F_GETFL)
    _ = fcntl(ends[1], F_SETFL, flags | O_NONBLOCK)
    let block = [UInt8](repeating: 0, count: 4096)
    for size in [4096, 1] { while write(ends[1], block, size) > 0 {} }
    _ = fcntl(ends[1], F_SETFL, flags)
    return (ends[0], ends[1])
  }

  private static let looks = Atomic(0)

  @Test("ends when the process is asked to stop, on any thread and without a signal")
  func fullPipe() async throws {
    await #expect(processExitsWith: .exitCode(7)) {
      let (_, writing) = PatienceTests.makeFullPipe()
      // Asked to stop only after it has begun to wait.
      Patience.ends { PatienceTests.looks.add(1, ordering: .relaxed).newValue > 3 }
      let failure = try await ThreadOutcome<SystemFailure?> {
        do throws(SystemFailure) {
          try OpenFile(duplicating: writing).write([UInt8](repeating: 1, count: 100_000))
          return nil
        } catch {
          return error
        }
      }.get()
      let isRight =
        failure == .interrupted && Patience.hasRunOut
        && PatienceTests.looks.load(ordering: .relaxed) > 3
      _exit(isRight ? 7 : 1)
    }
  }

  @Test("ends likewise where a pipe has no reader yet, and says what it waited for")
  func noReader() async throws {
    await #expect(processExitsWith: .exitCode(7)) {
      let directory = try ScratchDirectory()
      mkfifo(directory.file("p"), 0o600)
      Patience.ends { true }
      let output = OutputFile(path: directory.file("p"), purpose: "the report")
      var outcome: OutputFileError?
      do throws(OutputFileError) { try output.draft().write([1]) } catch { outcome = error }
      let isRight =
        outcome?.code == .interrupted && outcome?.problem.contains("somebody to read") == true
      _exit(isRight ? 7 : 1)
    }
  }

  @Test("goes on when somebody takes it, every byte in its order, though there is a wish to stop")
  func slowReader() async throws {
    await #expect(processExitsWith: .exitCode(7)) {
      let (reading, writing) = PatienceTests.makeFullPipe()
      Patience.ends { true }
      let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let taken = ThreadOutcome<[UInt8]> {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
          let count = read(reading, &chunk, chunk.count)
          if count <= 0 { return all }
          all += chunk[..<count]
        }
      }
      try OpenFile(duplicating: writing).write(bytes)
      close(writing)
      _exit(try await taken.get().suffix(bytes.count) == bytes[...] ? 7 : 1)
    }
  }
}
