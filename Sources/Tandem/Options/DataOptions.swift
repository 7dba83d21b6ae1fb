import ArgumentParser
import Datasets
import Foundation
import TensorCore
import Training

/// Where the examples come from, and how many of them are used.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "auto, mnist, synthetic, or a path: a directory with the four MNIST files, mnist.npz, or a "
        + "program's own.",
      discussion: """
        auto takes the directory that TANDEM_DATA names, else the cache, else downloads MNIST, \
        else says so and trains on built-in synthetic digits. mnist does the same, but fails where \
        auto would take synthetic digits.
        """, valueName: "source"))
  var data = "auto"

  @Flag(
    help: ArgumentHelp(
      "Go through the training examples in another order each epoch.",
      discussion: "The order follows from the seed and the epoch."))
  var shuffle = false

  @Option(
    help: ArgumentHelp(
      "Hold out the last N training examples for validation, or a fraction such as 0.1; the first "
        + "with first:N.",
      discussion: "Default: what the program's data says, the first 10000 for MNIST.",
      valueName: "n"))
  var holdOut: HoldOut?

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

  private var source: DataSource { DataSource(data) ?? .auto }

  /// The files of this machine that may be read, which a run must not write.
  var files: [String] { DatasetLoader(source: source).files }

  /// Loads the data of a program, and shows a download.
  func load(for program: some TrainingProgram, quiet: Bool) throws -> Splits {
    if program.fields.count == 0, data != "auto" {
      Messages.standard.note(
        "the program \(type(of: program).name) has no data, so that --data \(data) is not used")
    }
    var source = source
    let display = DownloadDisplay(quiet: quiet)
    source.progress = { display.show($0) }
    source.notice = { text in
      display.interrupt()
      Messages.standard.paragraph(text, to: STDERR_FILENO)
    }
    source.shouldStop = { Interruption.isWanted }
    var splits = try Self.loadAside(program, source)
    display.finish()
    if shuffle { splits = splits.shuffled() }
    if let holdOut { splits = try splits.holdingOut(holdOut) }
    return splits
  }

  /// Loads on a thread of its own: drawing, unpacking and a slow file system would not hear of a signal.
  private static func loadAside(
    _ program: some TrainingProgram, _ source: DataSource
  ) throws -> Splits {
    var patience = Self.patience
    let result = Aside.run { _ in
      Result { try program.data(source) }
    } while: {
      guard Interruption.isWanted else { return true }
      // A download hears of it by itself, and tidies up.
      patience -= 1
      return patience > 0
    }
    guard let result else { throw DatasetError.interrupted }
    return try result.get()
  }

  // Twentieths of a second.
  private static let patience = 10

  /// The part of a command line that takes the same examples again, wherever it is run: what `auto`
  /// or `mnist` came to is said, since it may come to something else another time.
  func arguments(repeating splits: Splits, of program: some TrainingProgram) -> [String] {
    var arguments = program.fields.count == 0 ? [] : ["--data", place(of: splits)]
    if shuffle { arguments.append("--shuffle") }
    if let holdOut { arguments += ["--hold-out", holdOut.argument] }
    if let limit { arguments += ["--limit", "\(limit)"] }
    return arguments
  }

  private func place(of splits: Splits) -> String {
    guard ["auto", "mnist"].contains(data) else { return data }
    if let directory = DatasetLoader.environmentDirectory, !directory.isEmpty {
      // A word that begins with a dash would be taken for an option.
      let path = directory.hasPrefix("-") ? "./" + directory : directory
      return DataSource.path(path).description
    }
    // What a program calls its own data is no place.
    let name = splits.origin.name
    return ["mnist", "synthetic"].contains(name) ? name : data
  }
}
