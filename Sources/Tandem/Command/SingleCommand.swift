import ArgumentParser
import Training

/// `tandem single`.
struct SingleCommand<Catalog: ProgramCatalog>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "single", abstract: "Train in this process alone, by the plain loop.",
      discussion: """
        With the shards of a cluster's run it gives the same bits:

          \(CommandName.invocation) single --shards 2 --report single.json
        """)
  }

  @OptionGroup var program: ProgramOptions<Catalog>
  @OptionGroup var options: RunOptions

  func run() throws {
    try run(program.make())
  }

  private func run<Program: TrainingProgram>(_ program: Program) throws {
    try ProcessNeeds.computing(onThreads: options.machine.threads(sharedBy: 1)).check()
    let (settings, audit) = try options.begin(program, defaultShards: 1, sharedBy: 1)
    let outcome = try SingleRun(program: program, settings: settings).run(audit: audit)
    try RunEnding(settings: settings, output: options.output).conclude(
      outcome, of: program, audit: audit)
  }
}
