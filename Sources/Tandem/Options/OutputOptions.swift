import ArgumentParser
import Training

/// What a run leaves behind.
struct OutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write the final weights, as safetensors.", valueName: "file"))
  var export: String?

  @Option(help: ArgumentHelp("Write a report of the run, as JSON.", valueName: "file"))
  var report: String?

  @Option(
    help: ArgumentHelp(
      "Write a digest of every step's gradients, weights, slots and metrics.", valueName: "file"))
  var audit: String?

  @Flag(help: "Show no progress.")
  var quiet = false

  /// Finds out before any training what can't be written after it.
  ///
  /// - Parameters:
  ///   - earlier: The file of `--against`, which none of these may overwrite.
  ///   - dataFiles: What is going to be read, likewise.
  ///   - weightCount: The weights there will be to write.
  func prepare(keeping earlier: String?, apartFrom dataFiles: [String], weightCount: Int) throws {
    try DistinctFiles.check(
      ["--against": earlier, "--export": export, "--report": report, "--audit": audit],
      apartFrom: dataFiles)
    if let export { try SafetensorsFile.prepare(export, valueCount: weightCount) }
    if let report { _ = try ReportFile.prepare(report) }
  }
}
