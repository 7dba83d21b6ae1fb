import Synchronization
import TestSupport
import Testing

@testable import Datasets

@Suite("Loading that is interrupted", .blocking)
struct InterruptedLoadingTests {
  @Test("ends in the middle of drawing digits", arguments: [DataSource.synthetic, .auto])
  func drawing(source: DataSource) async throws {
    let error = try await ThreadOutcome {
      let asked = Asked()
      var loader = DatasetLoader(
        source: source, environmentDirectory: nil, cacheDirectory: nil)
      loader.downloadProgram = "a-program-that-nobody-has"
      loader.syntheticCounts = (train: 5_000, test: 100)
      // In the middle, and from then on.
      loader.source.shouldStop = { asked.count() > 3 }
      return #expect(throws: DatasetError.self) { try loader.load() }
    }.get()
    #expect(error?.code == .interrupted && error?.fault == .run)
  }

  @Test("takes the directory of the environment for mnist as for auto, and nothing else")
  func environment() {
    for source in [DataSource.mnist, .auto] {
      let loader = DatasetLoader(source: source, environmentDirectory: "/no/such/place")
      let error = #expect(throws: DatasetError.self) { try loader.load() }
      #expect(error?.code == .missing && error?.description.contains("/no/such/place") == true)
    }
  }
}

private final class Asked: Sendable {
  private let times = Atomic(0)
  func count() -> Int { times.add(1, ordering: .relaxed).newValue }
}
