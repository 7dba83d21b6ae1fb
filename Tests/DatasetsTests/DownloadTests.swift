import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Downloading", .blocking)
struct DownloadTests {
  private let digits = SmallDigits()
  private let cache: TemporaryDirectory
  private let notices = Notices()

  init() throws {
    cache = try TemporaryDirectory()
  }

  /// A server that has the files, all but those that an answer is given for.
  private func server(
    _ answers: [MNISTFile: LoopbackHTTPServer.Response] = [:]
  ) throws -> LoopbackHTTPServer {
    var table: [String: LoopbackHTTPServer.Response] = [:]
    for (file, bytes) in digits.files {
      table["/mnist/" + file.packedName] = answers[file] ?? .init(body: Gzip.packed(bytes))
    }
    return try LoopbackHTTPServer { [table] path in table[path] ?? .init(status: 404) }
  }

  private func loader(
    _ mirrors: [String], source: DataSource = .mnist
  ) -> DatasetLoader {
    var loader = DatasetLoader(
      source: source, environmentDirectory: nil, cacheDirectory: cache.path + "/deep/er")
    loader.mirrors = mirrors.map { $0 + "mnist" }
    loader.digests = digits.digests
    loader.syntheticCounts = (30, 10)
    notices.listen(to: &loader)
    return loader
  }

  private var cachedNames: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: cache.path + "/deep/er"))?.sorted() ?? []
  }

  @Test("fills the cache, once, and reports its progress", arguments: [DataSource.mnist, .auto])
  func fillsCache(source: DataSource) throws {
    let server = try server()
    let loader = loader([server.address], source: source)
    let dataset = try loader.load()
    #expect(dataset.name == "mnist")
    #expect(dataset.sha256 == digits.sha256)
    #expect(cachedNames == MNISTFile.allCases.map(\.packedName).sorted())
    #expect(server.requestedPaths.count == 4)
    for file in MNISTFile.allCases {
      let last = notices.progress.last { $0.file == file.packedName }
      let size = Gzip.packed(digits.files[file]!).count
      #expect(last?.received == size)
      #expect(last?.total == size)
    }
    #expect(try loader.load().sha256 == digits.sha256)
    #expect(server.requestedPaths.count == 4)
    #expect(notices.all == [])
  }

  @Test("takes from the second mirror what the first has wrong", arguments: MNISTFile.allCases)
  func triesSecondMirror(file: MNISTFile) throws {
    let wrong = Array(Gzip.packed(digits.files[file]! + [0]))
    let (bad, good) = (try server([file: .init(body: wrong)]), try server())
    #expect(try loader([bad.address, good.address]).load().sha256 == digits.sha256)
    #expect(bad.requestedPaths.count == 4)
    #expect(good.requestedPaths == ["/mnist/" + file.packedName])
    #expect(notices.all.count == 1)
    #expect(notices.all[0].contains(bad.address))
    #expect(notices.all[0].contains(digits.digests[file]!))
  }

  @Test("asks a host that refuses only once")
  func remembersRefusal() throws {
    let good = try server()
    let loader = loader([try LoopbackHTTPServer.refusingAddress(), good.address])
    #expect(try loader.load().sha256 == digits.sha256)
    #expect(notices.all.count == 1)
    #expect(good.requestedPaths.count == 4)
  }

  @Test("leaves nothing behind when every digest is wrong, and names file, mirror and digests")
  func refusesWrongDigest() throws {
    let file = MNISTFile.trainImages
    var other = digits.files[file]!
    other[100] ^= 1
    let bad = try server([file: .init(body: Gzip.packed(other))])
    let words = [bad.address, file.packedName, digits.digests[file]!, "SHA-256"]
    try expectError(.wrongDigest, mentioning: words) { try loader([bad.address]).load() }
    #expect(cachedNames == [])
  }

  @Test(
    "fails, to be tried again, when the answer is not the file",
    arguments: [
      .init(status: 404, body: Array("not here".utf8)), .init(status: 500),
      .init(body: [0x1F, 0x8B], announcedLength: 9000),
      .init(body: [1, 2, 3], announcedLength: 1 << 40),
    ] as [LoopbackHTTPServer.Response])
  func refusesBadAnswer(answer: LoopbackHTTPServer.Response) throws {
    let bad = try server([.trainImages: answer])
    try expectError(
      .downloadFailed, fault: .run, mentioning: [bad.address, "train-images-idx3-ubyte.gz"]
    ) {
      try loader([bad.address]).load()
    }
    #expect(cachedNames == [])
  }

  @Test("says what to install when there is no curl")
  func namesMissingProgram() throws {
    var loader = loader(["http://127.0.0.1:9/"])
    loader.downloadProgram = "a-program-that-nobody-has"
    try expectError(.downloaderMissing, fault: .run, mentioning: ["curl", "Install"]) {
      try loader.load()
    }
  }

  @Test("replaces cached files that are damaged, and says so", arguments: MNISTFile.allCases)
  func replacesDamagedFiles(file: MNISTFile) throws {
    let server = try server()
    let loader = loader([server.address])
    _ = try loader.load()
    let path = cache.path + "/deep/er/" + file.packedName
    // Cut to nothing, cut at the end, and sound but for one bit of its contents.
    var other = digits.files[file]!
    other[other.count - 1] ^= 1
    let whole = Gzip.packed(digits.files[file]!)
    for damage in [
      [], Array(whole.dropLast(9)), Gzip.packed(other),
    ] {
      try Data(damage).write(to: URL(fileURLWithPath: path))
      #expect(try loader.load().sha256 == digits.sha256)
    }
    #expect(
      server.requestedPaths.dropFirst(4) == .init(repeating: "/mnist/" + file.packedName, count: 3))
    #expect(notices.all.count == 3)
    #expect(notices.all.allSatisfy { $0.contains(path) && $0.contains("again") })
  }

  @Test("goes on without a cache that cannot be written")
  func doesWithoutCache() throws {
    try cache.write([], to: "deep")
    let server = try server()
    #expect(try loader([server.address]).load().sha256 == digits.sha256)
    #expect(notices.all.count == 8)
    var loader = loader([server.address])
    loader.cacheDirectory = nil
    #expect(try loader.load().sha256 == digits.sha256)
  }

  @Test("falls back to synthetic digits in words nobody can miss")
  func fallsBack() throws {
    let refusing = try LoopbackHTTPServer.refusingAddress()
    let dataset = try loader([refusing], source: .auto).load()
    #expect(dataset.name == "synthetic")
    let notice = try #require(notices.all.last)
    #expect(notice.contains("SYNTHETIC"))
    #expect(notice.contains(refusing))
    try expectError(.downloadFailed, fault: .run, mentioning: [refusing]) {
      try loader([refusing], source: .mnist).load()
    }
  }

  @Test("is not tried when the environment names a directory, good or bad")
  func prefersEnvironment() throws {
    let server = try server()
    var loader = loader([server.address], source: .auto)
    let directory = try TemporaryDirectory()
    loader.environmentDirectory = directory.path
    try expectError(.missing, mentioning: [directory.path]) { try loader.load() }
    try digits.write(to: directory, packed: false)
    #expect(try loader.load().name == directory.path)
    #expect(server.requestedPaths == [])
    loader.environmentDirectory = ""
    #expect(try loader.load().name == "mnist")
  }

  @Test("may happen twice at once")
  func mayHappenTwice() async throws {
    let server = try server()
    let loader = loader([server.address])
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<2 { group.addTask { try loader.load().sha256 } }
      for try await digest in group { #expect(digest == digits.sha256) }
    }
    #expect(cachedNames == MNISTFile.allCases.map(\.packedName).sorted())
  }
}
