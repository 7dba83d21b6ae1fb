import ArgumentParser
import TensorCore
import Training

/// `tandem compare`.
struct CompareCommand<Catalog: ProgramCatalog>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "compare",
      abstract: "Train in one process and on workers, and compare the two bit for bit.",
      discussion: """
        identical means: the loss and the metrics of every step, the final weights and the \
        optimizer's slots. The exit status is 1 if a bit differs.

          \(CommandName.invocation) compare --workers 2 --epochs 1
          \(CommandName.invocation) compare --seed 2 --against audit.jsonl
        """)
  }

  @OptionGroup var program: ProgramOptions<Catalog>
  @OptionGroup var local: LocalOptions
  @OptionGroup var options: RunOptions

  @Option(
    help: ArgumentHelp(
      "Compare with an earlier run's --audit file too, and name the first step and tensor that "
        + "differ.", valueName: "file"))
  var against: String?

  func run() throws {
    try run(program.make())
  }

  private func run<Program: TrainingProgram>(_ program: Program) throws {
    // The workers are launched last, and need the most.
    try ProcessNeeds.launching(
      local.workers, computingOn: options.machine.threads(sharedBy: local.workers),
      besides: 2 + max(Processors.available, options.machine.threads(sharedBy: 1))
    ).check()
    let (instructionSet, layers, audits) = try options.prepare(for: program, keeping: against) {
      try ComparisonAudits(path: $0, against: against)
    }
    let settings = try options.load(
      program, layers, on: instructionSet, defaultShards: local.workers, sharedBy: 1)
    let messages = Messages.standard
    messages.note("single process, \(Counted.text(settings.threads, "thread"))")
    let single = try SingleRun(program: program, settings: settings).run(audit: audits.writer)
    let clusterSettings = settings.with(
      threads: options.machine.threads(sharedBy: local.workers))
    messages.note(
      "cluster of \(Counted.text(local.workers, "worker")) over "
        + local.transport.resolved.rawValue)
    let workers = try LaunchedWorkers(
      local.workers, running: Program.self, on: clusterSettings.instructionSet,
      threads: clusterSettings.threads)
    defer { workers.stop() }
    let cluster = try ClusterRun(program: program, settings: clusterSettings).run(
      on: workers, transport: local.transport, audit: audits.writer)

    let isIdentical = single.isIdentical(to: cluster)
    let comparison = ComparisonReport(
      identical: isIdentical, single: single.report, cluster: cluster.report)
    messages.paragraph(ComparisonTable.render(comparison, width: messages.width))
    var outputs = RunOutputs()
    if let path = options.output.export {
      outputs.attempt { try cluster.export(to: path, makingRoomBy: audits.writer) }
    }
    if let path = options.output.report {
      outputs.attempt { try ReportFile(path: path).write(comparison) }
    }
    let differences = audits.differences(&outputs)
    messages.result(
      "The same bits in one process: \(settings.reproduction(of: program))")
    for difference in differences { messages.result("\(difference)") }
    try outputs.finish()
    if !isIdentical || !differences.isEmpty { throw RunDiffers() }
  }
}
