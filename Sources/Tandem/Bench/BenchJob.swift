import Cluster
import Datasets
import TensorCore
import Training
import ZeroMQ

/// A short job of made-up examples, in this process or on workers launched for it.
struct BenchJob {
  let program: BenchProgram
  let place: BenchPlace
  let configuration: JobConfiguration
  let examples: ExampleSplits
  let machine: BenchMachine

  /// What came of it.
  struct Outcome {
    let epochs: [EpochReport]
    /// Of the last epoch.
    let breakdown: StepBreakdown?
    /// How coordinator and workers talked in the end; nil for a single process.
    let transport: String?
  }

  /// Runs it to its end.
  func run() throws -> Outcome { try run(program.make()) }

  private func run<Program: TrainingProgram>(_ program: Program) throws -> Outcome {
    guard case .workers(let count, let transport) = place else {
      var loop = SingleProcessLoop(
        program, configuration: configuration, examples: examples,
        team: ThreadTeam(threads: machine.threads(at: place)))
      loop.firstCountedEpoch = configuration.epochs - 1
      let session = try loop.run { Interruption.isWanted }
      return Outcome(
        epochs: session.record.epochs, breakdown: StepBreakdown(ofSingle: session), transport: nil)
    }
    return try run(program, on: count, over: transport)
  }

  private func run<Program: TrainingProgram>(
    _ program: Program, on workers: Int, over transport: LocalOptions.Transport
  ) throws -> Outcome {
    let listening = try LocalPlace(transport)
    defer { listening.remove() }
    var settings = CoordinatorConfiguration(
      job: configuration, instructionSet: machine.instructionSet, endpoint: listening.endpoint,
      minimumWorkers: workers)
    settings.joinTimeout = .seconds(60)
    settings.sharesMemory = transport.resolved == .shm
    settings.threads = Processors.available
    settings.firstCountedEpoch = configuration.epochs - 1
    let children = try LaunchedWorkers(
      workers, program: ["--bench-program", self.program.argument], on: machine.instructionSet,
      threads: machine.threads(at: place))
    defer { children.stop() }
    let log = EventLog { event in
      switch event {
      case .listening, .joined, .notice(.started): false
      default: true
      }
    }
    let coordinator = try Coordinator(
      program, configuration: settings, shape: configuration.shape(for: examples),
      examples: examples,
      weights: program.initialWeights(of: program.declareLayers(), seed: configuration.seed),
      context: Context(ioThreads: settings.ioThreads), children: children, report: log.take)
    children.connect(to: coordinator.endpoint)
    let session = try coordinator.run { Interruption.isWanted }
    return Outcome(
      epochs: session.record.epochs, breakdown: coordinator.breakdown,
      transport: transport.resolved == .tcp ? "tcp" : coordinator.sharesMemory ? "shm" : "ipc")
  }
}
