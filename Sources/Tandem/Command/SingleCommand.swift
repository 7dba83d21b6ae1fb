import ArgumentParser
import Training

/// `tandem single`.
struct SingleCommand<Catalog: ProgramCatalog>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "single", abstract: "Train in this process alone, by the plain loop.",
      discussion: """
        With the shards of a cluster's run it gives the same bits:

          tandem single --shards 2 --report single.json
        """)
  }

  @OptionGroup var program: ProgramOptions<Catalog>
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
      job: job.configuration(defaultShards: 1), instructionSet: instructionSet,
      threads: machine.threads(sharedBy: 1), data: data, quiet: output.quiet)
    let outcome = try SingleRun(program: program, settings: settings).run(audit: audit)
    try RunEnding(settings: settings, output: output).conclude(outcome)
  }
}
