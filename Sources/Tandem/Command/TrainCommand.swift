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

          \(CommandName.invocation) train --workers 2 --export digits.safetensors
        """)
  }

  @OptionGroup var program: ProgramOptions<Catalog>
  @OptionGroup var local: LocalOptions
  @OptionGroup var options: RunOptions

  func run() throws {
    try run(program.make())
  }

  private func run<Program: TrainingProgram>(_ program: Program) throws {
    let (instructionSet, layers, audit) = try options.prepare(for: program)
    let workers = try LaunchedWorkers(
      local.workers, running: Program.self, on: instructionSet,
      threads: options.machine.threads(sharedBy: local.workers))
    defer { workers.stop() }
    let settings = try options.load(
      program, layers, on: instructionSet, defaultShards: local.workers, sharedBy: local.workers)
    let outcome = try ClusterRun(program: program, settings: settings).run(
      on: workers, transport: local.transport, audit: audit)
    try RunEnding(settings: settings, output: options.output).conclude(
      outcome, of: program, audit: audit)
  }
}
