import ArgumentParser
import Training

/// `tandem train`.
struct TrainCommand<Catalog: ProgramCatalog>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "train",
      abstract: "Train on worker processes of this machine, launched beside a coordinator.",
      discussion: """
        All processes end with this one, on the first Ctrl-C or by any other means.

          tandem train --workers 2 --export digits.safetensors
        """)
  }

  @OptionGroup var program: ProgramOptions<Catalog>
  @OptionGroup var local: LocalOptions
  @OptionGroup var data: DataOptions
  @OptionGroup var job: JobOptions
  @OptionGroup var machine: MachineOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try run(program.make())
  }

  private func run<Program: TrainingProgram>(_ program: Program) throws {
    let instructionSet = try machine.settleInstructionSet()
    try output.prepare()
    let audit = try output.audit.map { path throws(OutputFileError) in try AuditWriter(path: path) }
    let settings = try RunSettings(
      job: job.configuration(defaultShards: local.workers), instructionSet: instructionSet,
      threads: machine.threads(sharedBy: local.workers), data: data, quiet: output.quiet)
    let outcome = try ClusterRun(program: program, settings: settings).run(
      workers: local.workers, transport: local.transport, audit: audit)
    try RunEnding(settings: settings, output: output).conclude(outcome)
  }
}
