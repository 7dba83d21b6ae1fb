import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("MNIST itself", .computing)
struct MNISTTests {
  private static let directory = ProcessInfo.processInfo.environment["TANDEM_DATA"]
    .flatMap { $0.isEmpty ? nil : $0 }

  @Test(
    "is read from its packed files",
    .enabled(if: directory != nil, "set TANDEM_DATA to a directory with MNIST's four files"))
  func isRead() throws {
    let loader = DatasetLoader(environmentDirectory: Self.directory)
    let dataset = try loader.load()
    #expect((dataset.train.count, dataset.test.count) == (60_000, 10_000))
    #expect(
      dataset.sha256 == "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a")
    #expect((0..<5).map { dataset.train.label(at: $0) } == [5, 0, 4, 1, 9])
    #expect((0..<5).map { dataset.test.label(at: $0) } == [7, 2, 1, 0, 4])
    let (image, label) = (
      Field.pixels("image", shape: [28, 28, 1]), Field.classes("label", count: 10)
    )
    let splits = try MNIST(.path(try #require(Self.directory))).splits(image, label)
    let examples = try splits.examples()
    #expect((examples.training.count, examples.validation.count) == (50_000, 10_000))
    #expect(
      examples.training[0..<3].batch()[label].values
        == (10_000..<10_003).map { UInt8(dataset.train.label(at: $0)) })
    #expect(splits.origin.name == "mnist" && splits.origin.sha256 == dataset.sha256)
  }

  @Test(
    "is what the cache accepts",
    .enabled(if: directory != nil, "set TANDEM_DATA to a directory with MNIST's four files"))
  func isAccepted() throws {
    var loader = DatasetLoader(source: .mnist, cacheDirectory: Self.directory)
    loader.mirrors = []
    #expect(try loader.load().name == "mnist")
  }
}
