import Datasets
import Learning
import TensorCore
import Training

/// Everything about a run that is settled before it begins.
struct RunSettings {
  let job: JobConfiguration
  let instructionSet: InstructionSet
  let threads: Int
  let dataset: ImageDataset
  let examples: ExampleSplits
  let quiet: Bool
  private let data: DataOptions

  init(
    job: JobConfiguration, instructionSet: InstructionSet, threads: Int, data: DataOptions,
    quiet: Bool
  ) throws(DatasetError) {
    self.job = job
    self.instructionSet = instructionSet
    self.threads = threads
    self.quiet = quiet
    dataset = try data.load(quiet: quiet)
    examples = ExampleSplits(try dataset.split(limit: data.limit))
    self.data = data
  }

  /// The same settings with another number of threads.
  func with(threads: Int) -> RunSettings {
    RunSettings(
      job: job, instructionSet: instructionSet, threads: threads, dataset: dataset,
      examples: examples, quiet: quiet, data: data)
  }

  private init(
    job: JobConfiguration, instructionSet: InstructionSet, threads: Int, dataset: ImageDataset,
    examples: ExampleSplits, quiet: Bool, data: DataOptions
  ) {
    self.job = job
    self.instructionSet = instructionSet
    self.threads = threads
    self.dataset = dataset
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
        name: dataset.name, sha256: dataset.sha256, trainExamples: examples.training.count,
        validationExamples: examples.validation.count))
  }

  /// Shows the run as it goes.
  var display: RunDisplay { RunDisplay(epochs: job.epochs, quiet: quiet) }

  /// Writes an audit of the run, and says at once if it can't; the run goes on without it, and the
  /// writer keeps the failure.
  func auditor<Program: TrainingProgram>(
    _ writer: AuditWriter, of program: Program, _ layers: LayerTree, mode: RunReport.Mode,
    workers: Int
  ) -> AuditObserver {
    AuditObserver(
      writer,
      header: AuditHeader(
        mode: mode, program: Program.name, seed: job.seed, batchSize: job.batchSize,
        shards: job.shards, isa: instructionSet.rawValue, workers: workers,
        tensors: layers.layout.variables.map(\.name)),
      metricNames: program.metrics.names,
      failed: { error in
        // A run that is asked to stop does not go on either.
        guard error.code != .interrupted else { return }
        Messages.standard.error("\(error) The run goes on without it.")
      })
  }

  /// The command that gives the same bits in one process.
  func reproduction<Program: TrainingProgram>(of program: Program.Type) -> String {
    let arguments =
      [
        "single", "--program", Program.name, "--epochs", "\(job.epochs)", "--batch-size",
        "\(job.batchSize)", "--shards", "\(job.shards)", "--seed", "\(job.seed)", "--isa",
        instructionSet.rawValue,
      ] + data.arguments(repeating: dataset)
    return ([CommandName.invocation] + arguments.map(ShellWord.quoted))
      .joined(separator: " ")
  }
}
