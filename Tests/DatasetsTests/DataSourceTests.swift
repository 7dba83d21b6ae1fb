import TestSupport
import Testing

@testable import Datasets

@Suite("Where digits come from", .blocking)
struct DataSourceTests {
  @Test(
    "is said in a word or by a path",
    arguments: [
      ("auto", DataSource.auto), ("mnist", .mnist), ("synthetic", .synthetic),
      ("./mnist", .path("./mnist")), ("/data", .path("/data")),
      ("MNIST", .path("MNIST")),
    ])
  func isParsed(text: String, source: DataSource) {
    #expect(DataSource(text) == source)
    #expect(source.description == text)
  }

  @Test("is never nothing, and a directory named like a word stays one")
  func edges() {
    #expect(DataSource("") == nil)
    #expect(DataSource.path("auto").description == "./auto")
  }

  @Test(
    "is cached where the environment has caches",
    arguments: [
      ("/x", "/home/a", "/x/tandem/mnist"), ("", "/home/a", "/home/a/.cache/tandem/mnist"),
      ("relative", "/home/a", "/home/a/.cache/tandem/mnist"),
      (nil, "/home/a", "/home/a/.cache/tandem/mnist"), (nil, nil, nil), (nil, "", nil),
    ] as [(String?, String?, String?)])
  func cacheDirectory(xdg: String?, home: String?, expected: String?) {
    #expect(DatasetLoader.defaultCacheDirectory(xdgCacheHome: xdg, home: home) == expected)
  }
}
