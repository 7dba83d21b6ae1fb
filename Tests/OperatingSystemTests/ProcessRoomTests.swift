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

@Suite("What a process has room for", .blocking)
struct ProcessRoomTests {
  @Test("are threads, files and addresses in such numbers as are wanted")
  func enough() {
    #expect(ProcessRoom.threads(upTo: 3) == 3 && ProcessRoom.hasThreads(1))
    #expect(ProcessRoom.descriptors(upTo: 20) == 20 && ProcessRoom.hasDescriptors(1))
    #expect(ProcessRoom.hasAddresses(for: 1 << 20) && ProcessRoom.hasData(for: 1 << 20))
    #expect(ProcessRoom.threads(upTo: 0) == 0 && ProcessRoom.threads(upTo: -1) == 0)
  }

  @Test("is less than what nobody has")
  func tooMuch() {
    #expect(!ProcessRoom.hasAddresses(for: 1 << 60))
  }

  @Test("Work is done by as many threads as it is given, each number once")
  func forEach() async throws {
    for threads in [1, 2, 5] {
      let counts = try await ThreadOutcome {
        let counts = Mutex([Int](repeating: 0, count: 100))
        BackgroundThread.forEach(100, threads: threads) { number in
          counts.withLock { $0[number] += 1 }
        }
        return counts.withLock { $0 }
      }.get()
      #expect(counts.allSatisfy { $0 == 1 })
    }
    BackgroundThread.forEach(0, threads: 4) { _ in Issue.record("there is no number") }
  }

  @Test("An errand has its result whenever it is asked for")
  func errand() async throws {
    let results = try await ThreadOutcome {
      let errand = Errand { 42 }
      return [errand.value(), errand.value()]
    }.get()
    #expect(results == [42, 42])
  }
}
