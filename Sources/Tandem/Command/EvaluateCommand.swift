import ArgumentParser
import Datasets
import TensorCore
import Training

/// `tandem evaluate`.
struct EvaluateCommand<Catalog: ProgramCatalog>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "evaluate",
      abstract: "Evaluate exported weights on the test examples.",
      discussion: """
        The batch size and the shards are those of the run that wrote the weights unless given, so \
        that its test figures come out to the bit.

          \(CommandName.invocation) evaluate --weights digits.safetensors
        """)
  }

  @OptionGroup var program: ProgramOptions<Catalog>

  @Option(help: ArgumentHelp("The weights, as safetensors.", valueName: "file"))
  var weights: String

  @OptionGroup var data: DataOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Examples in a global batch.", valueName: "n"))
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Shards that each global batch is cut into.", valueName: "n"))
  var shards: Int?

  @OptionGroup var machine: MachineOptions

  @Option(help: ArgumentHelp("Write a report, as JSON.", valueName: "file"))
  var report: String?

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if weights.isEmpty { throw ValidationError("--weights is empty.") }
    if let batchSize { try JobOptions.check("--batch-size", batchSize, atMost: 1 << 40) }
    if let shards { try JobOptions.check("--shards", shards, atMost: 1 << 16) }
  }

  func run() throws {
    try run(program.make())
  }

  private func run<Program: TrainingProgram>(_ program: Program) throws {
    try ProcessNeeds.computing(onThreads: machine.threads(sharedBy: 1)).check()
    try DistinctFiles.check(["--weights": weights, "--report": report], apartFrom: data.files)
    if let report { _ = try ReportFile.prepare(report) }
    let layers = program.declareLayers()
    let layout = layers.layout
    let (tensors, metadata) = try SafetensorsFile.read(weights, expecting: layout.namedShapes)
    let values = Weights(layout: layout, namedTensors: tensors)
    let recorded = RecordedSettings(metadata)
    let instructionSet = machine.instructionSet ?? recorded.instructionSet ?? .widest
    try instructionSet.settle()
    let job = JobConfiguration(
      batchSize: batchSize ?? recorded.batchSize ?? 32, shards: shards ?? recorded.shards ?? 1,
      seed: recorded.seed ?? 1)
    let settings = try RunSettings(
      program, layers, job: job, instructionSet: instructionSet,
      threads: machine.threads(sharedBy: 1),
      data: data,
      quiet: quiet)
    let session = try SingleProcessLoop(
      program, layers: layers, configuration: job, examples: settings.examples,
      team: ThreadTeam(threads: settings.threads)
    ).evaluate(values, observer: RunDisplay(epochs: 0, quiet: quiet)) { Interruption.isWanted }
    let outcome = RunOutcome(
      session,
      report: settings.report(for: Program.self, mode: .single, workers: 0, transport: nil),
      breakdown: nil)
    let messages = Messages.standard
    for figure in outcome.report.test { messages.result("\(figure.name): \(figure.value)") }
    messages.result("Weights SHA-256: \(outcome.report.weightsSHA256)")
    var outputs = RunOutputs()
    if let report { outputs.attempt { try ReportFile(path: report).write(outcome.report) } }
    try outputs.finish()
  }
}
