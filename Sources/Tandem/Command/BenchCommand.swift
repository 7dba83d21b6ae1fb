import ArgumentParser
import Files
import Training

/// `tandem bench`.
struct BenchCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "bench",
      abstract: "Measure this machine: steps, the exchange, updates, evaluation, start-up.",
      discussion: """
        Everything is measured in several rounds, in turn; the table shows the median and the spread, \
        and where the time of a step goes. The examples are random, with about half of their columns \
        empty, as digits have.

          step        a training step, in one process and on workers over shm, ipc and tcp
          exchange    a step that computes nothing: what workers have is summed, and all get it
          update      the sum of the workers' gradients and the optimizer, in one process
          tape        the records of a step and the way back, without the mathematics
          handover    a word that one core writes and another looks out for
          evaluation  10,000 examples, in one process and on workers
          startup     from the command to the end of its first step, 70,000 examples loaded
          sweep       steps of other batch sizes, model widths and numbers of workers

        A first look, and one thing in depth:

          \(CommandName.invocation) bench --quick --rounds 1
          \(CommandName.invocation) bench --only exchange --weights 407050,4000000 --report bench.json
        """)
  }

  @Flag(help: "Cut each measurement short: ten steps instead of up to 200.")
  var quick = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often to measure everything.", valueName: "n"))
  var rounds = 5

  @Option(
    help: ArgumentHelp(
      "Measure only some: \(BenchCommand.kindNames).", valueName: "names"))
  var only: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Worker processes to launch.", valueName: "n"))
  var workers = 2

  @OptionGroup var machine: MachineOptions

  @Option(
    help: ArgumentHelp(
      "Numbers of weights to exchange and to update. Default: 407050.", valueName: "n,n"))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "Batch sizes of step and sweep. Default: 32,512 and 8,32,128,512.", valueName: "n,n"))
  var batchSizes: String?

  @Option(
    help: ArgumentHelp(
      "Widths of the hidden layer in the sweep. Default: 128,512,2048.", valueName: "n,n"))
  var widths: String?

  @Option(
    help: ArgumentHelp("Numbers of workers in the sweep. Default: 1,2,4.", valueName: "n,n"))
  var workerCounts: String?

  @Option(help: ArgumentHelp("Write the figures, as JSON.", valueName: "file"))
  var report: String?

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    try JobOptions.check("--rounds", rounds, atMost: 1_000)
    try JobOptions.check("--workers", workers, atMost: 1_024)
    _ = try kinds()
    _ = try settings()
  }

  func run() throws {
    try ProcessNeeds.computing(onThreads: machine.threads(sharedBy: 1)).check()
    let machine = try BenchMachine(machine)
    let file = try report.map { path throws(OutputFileError) in try ReportFile.prepare(path) }
    let settings = try settings()
    let catalog = BenchCatalog(settings: settings, machine: machine)
    let figures = try Bench(
      cases: catalog.cases(of: kinds()), settings: settings, machine: machine, quiet: quiet
    ).run()
    let messages = Messages.standard
    messages.paragraph(BenchTable.render(figures, width: messages.width))
    var outputs = RunOutputs()
    if let file { outputs.attempt { try file.write(figures) } }
    try outputs.finish()
  }

  private static let kindNames = BenchFigure.Kind.allCases.map(\.rawValue)
    .joined(separator: ", ")

  private func kinds() throws -> [BenchFigure.Kind] {
    guard let only else { return BenchFigure.Kind.allCases }
    return try Self.parts(of: only).map { name in
      guard let kind = BenchFigure.Kind(rawValue: name) else {
        throw ValidationError(
          "nothing to measure is called '\(name)'. Choose some of: \(Self.kindNames).")
      }
      return kind
    }
  }

  private func settings() throws -> BenchSettings {
    let batchSizes = try batchSizes.map {
      try Self.numbers("--batch-sizes", $0, atMost: 1 << 16)
    }
    return BenchSettings(
      rounds: rounds, quick: quick, workers: workers,
      weights: try Self.numbers("--weights", weights ?? "407050", atMost: 1 << 28),
      stepBatchSizes: batchSizes ?? [32, 512], sweepBatchSizes: batchSizes ?? [8, 32, 128, 512],
      widths: try Self.numbers("--widths", widths ?? "128,512,2048", atMost: 1 << 17),
      workerCounts: try Self.numbers("--worker-counts", workerCounts ?? "1,2,4", atMost: 1_024))
  }

  private static func numbers(_ name: String, _ list: String, atMost limit: Int) throws -> [Int] {
    try parts(of: list).map { part in
      guard let number = Int(part) else {
        throw ValidationError("\(name) is a list of numbers such as 32,512, not '\(list)'.")
      }
      try JobOptions.check(name, number, atMost: limit)
      return number
    }
  }

  private static func parts(of list: String) -> [String] {
    list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}
