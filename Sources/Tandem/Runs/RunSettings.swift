import Datasets
import Learning
import TensorCore
import Training

/// Everything about a run that is settled before it begins.
struct RunSettings {
  /// The program's, found once.
  let layers: LayerTree
  let job: JobConfiguration
  let instructionSet: InstructionSet
  let threads: Int
  let splits: Splits
  let examples: ExampleSplits
  let quiet: Bool
  private let data: DataOptions

  init(
    _ program: some TrainingProgram, _ layers: LayerTree, job: JobConfiguration,
    instructionSet: InstructionSet,
    threads: Int, data: DataOptions, quiet: Bool
  ) throws {
    self.layers = layers
    self.job = job
    self.instructionSet = instructionSet
    self.threads = threads
    self.quiet = quiet
    splits = try data.load(for: program, quiet: quiet)
    examples = try splits.examples(limit: data.limit)
    self.data = data
  }

  /// The same settings with another number of threads.
  func with(threads: Int) -> RunSettings {
    RunSettings(
      layers: layers, job: job, instructionSet: instructionSet, threads: threads, splits: splits,
      examples: examples, quiet: quiet, data: data)
  }

  private init(
    layers: LayerTree, job: JobConfiguration, instructionSet: InstructionSet, threads: Int,
    splits: Splits, examples: ExampleSplits, quiet: Bool, data: DataOptions
  ) {
    self.layers = layers
    self.job = job
    self.instructionSet = instructionSet
    self.threads = threads
    self.splits = splits
    self.examples = examples
    self.quiet = quiet
    self.data = data
  }

  /// The beginning of a report of the run.
  func report<Program: TrainingProgram>(
    for program: Program.Type, mode: RunReport.Mode, workers: Int, transport: String?
  ) -> RunReport {
    RunReport(
      program: Program.name, mode: mode, workers: workers, shards: job.shards,
      batchSize: job.batchSize, seed: job.seed, transport: transport,
      isa: instructionSet.rawValue, threads: threads,
      dataset: DatasetReport(
        name: splits.origin.name, sha256: splits.origin.sha256,
        trainExamples: examples.training.count, validationExamples: examples.validation.count,
        isShuffled: examples.isShuffled))
  }

  /// Shows the run as it goes.
  var display: RunDisplay { RunDisplay(epochs: job.epochs, quiet: quiet) }

  /// Writes an audit of the run, and says at once if it can't; the run goes on without it, and the
  /// writer keeps the failure.
  func auditor<Program: TrainingProgram>(
    _ writer: AuditWriter, of program: Program, mode: RunReport.Mode,
    workers: Int
  ) -> AuditObserver {
    AuditObserver(
      writer,
      header: AuditHeader(
        mode: mode, program: Program.name, seed: job.seed, batchSize: job.batchSize,
        shards: job.shards, isa: instructionSet.rawValue, workers: workers,
        tensors: layers.layout.variables.map(\.name), dataset: splits.origin.sha256,
        isShuffled: examples.isShuffled),
      metricNames: program.metrics.names,
      failed: { error in
        // A run that is asked to stop does not go on either.
        guard error.code != .interrupted else { return }
        Messages.standard.error("\(error) The run goes on without it.")
      })
  }

  /// The command that gives the same bits in one process.
  func reproduction<Program: TrainingProgram>(of program: Program) -> String {
    let arguments =
      [
        "single", "--program", Program.name, "--epochs", "\(job.epochs)", "--batch-size",
        "\(job.batchSize)", "--shards", "\(job.shards)", "--seed", "\(job.seed)", "--isa",
        instructionSet.rawValue,
      ] + data.arguments(repeating: splits, of: program)
    return ([CommandName.invocation] + arguments.map(ShellWord.quoted))
      .joined(separator: " ")
  }
}
