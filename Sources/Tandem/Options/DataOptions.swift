import ArgumentParser
import Datasets
import Foundation
import TensorCore
import Training

/// Where the examples come from, and how many of them are used.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "auto, mnist, synthetic, or a directory with the four MNIST files.",
      discussion: """
        auto takes the directory that TANDEM_DATA names, else the cache, else downloads MNIST, \
        else says so and trains on built-in synthetic digits. mnist does the same, but fails where \
        auto would take synthetic digits.
        """, valueName: "source"))
  var data = "auto"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Use the first N training examples, and at most N validation and N test examples.",
      valueName: "n"))
  var limit: Int?

  func validate() throws {
    if data.isEmpty { throw ValidationError("--data is empty.") }
    if let limit, limit < 1 { throw ValidationError("--limit is at least 1, not \(limit).") }
  }

  private var loader: DatasetLoader { DatasetLoader(source: DataSource(data) ?? .auto) }

  /// The files of this machine that may be read, which a run must not write.
  var files: [String] { loader.files }

  /// Loads the data set, and shows a download.
  func load(quiet: Bool) throws(DatasetError) -> ImageDataset {
    var loader = loader
    let display = DownloadDisplay(quiet: quiet)
    loader.progress = { display.show($0) }
    loader.notice = { text in
      display.interrupt()
      Messages.standard.paragraph(text, to: STDERR_FILENO)
    }
    loader.shouldStop = { Interruption.isWanted }
    let dataset = try Self.loadAside(loader)
    display.finish()
    return dataset
  }

  /// Loads on a thread of its own: drawing, unpacking and a slow file system would not hear of a signal.
  private static func loadAside(_ loader: DatasetLoader) throws(DatasetError) -> ImageDataset {
    var patience = Self.patience
    let result = Aside.run { _ in
      Result { () throws(DatasetError) in try loader.load() }
    } while: {
      guard Interruption.isWanted else { return true }
      // A download hears of it by itself, and tidies up.
      patience -= 1
      return patience > 0
    }
    guard let result else { throw .interrupted }
    return try result.get()
  }

  // Twentieths of a second.
  private static let patience = 10

  /// The part of a command line that takes the same examples again, wherever it is run: what `auto`
  /// or `mnist` came to is said, since it may come to something else another time.
  func arguments(repeating dataset: ImageDataset) -> [String] {
    ["--data", source(of: dataset)] + (limit.map { ["--limit", "\($0)"] } ?? [])
  }

  private func source(of dataset: ImageDataset) -> String {
    guard ["auto", "mnist"].contains(data) else { return data }
    if let directory = DatasetLoader.environmentDirectory, !directory.isEmpty {
      // A word that begins with a dash would be taken for an option.
      let path = directory.hasPrefix("-") ? "./" + directory : directory
      return DataSource.directory(path).description
    }
    return dataset.name
  }
}
