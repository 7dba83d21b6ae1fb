import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("A loader that is told nothing", .blocking)
struct LoaderDefaultsTests {
  @Test("takes the directory of the environment and the user's cache")
  func environment() async {
    await #expect(processExitsWith: .success) {
      let directory = try TemporaryDirectory()
      let digits = SmallDigits()
      try digits.write(to: directory, packed: false)
      setenv("TANDEM_DATA", directory.path, 1)
      setenv("XDG_CACHE_HOME", "/caches", 1)
      let loader = DatasetLoader()
      #expect(loader.cacheDirectory == "/caches/tandem/mnist")
      #expect(try loader.load().sha256 == digits.sha256)
      setenv("TANDEM_DATA", "/no/such/place", 1)
      #expect(throws: DatasetError.self) { try DatasetLoader().load() }
    }
  }

  @Test("says on the standard error that its digits are synthetic, unless that is turned off")
  func notice() async {
    let isOn = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      let dataset = try loadSynthetic { _ in }
      #expect(dataset.name == "synthetic")
    }
    let (errors, output) = (
      Self.text(isOn?.standardErrorContent), Self.text(isOn?.standardOutputContent)
    )
    #expect(errors.contains("THIS IS NOT MNIST"))
    #expect(!output.contains("MNIST"))
    let isOff = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      let dataset = try loadSynthetic { $0.source.notice = { _ in } }
      #expect(dataset.name == "synthetic")
    }
    let silence = Self.text(isOff?.standardErrorContent)
    #expect(!silence.contains("MNIST"))
  }

  private static func text(_ bytes: [UInt8]?) -> String {
    String(decoding: bytes ?? [], as: UTF8.self)
  }
}

/// Loads where there is neither a directory, nor a cache, nor a network.
private func loadSynthetic(changing change: (inout DatasetLoader) -> Void) throws -> ImageDataset {
  let cache = try TemporaryDirectory()
  setenv("TANDEM_DATA", "", 1)
  setenv("XDG_CACHE_HOME", cache.path, 1)
  var loader = DatasetLoader()
  loader.mirrors = []
  loader.syntheticCounts = (10, 10)
  change(&loader)
  return try loader.load()
}
