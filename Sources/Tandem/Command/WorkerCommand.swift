import ArgumentParser
import Cluster
import ClusterProtocol
import TensorCore
import Training
import ZeroMQ

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `tandem worker`.
struct WorkerCommand<Catalog: ProgramCatalog>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "worker",
      abstract: "Compute for a coordinator, until its job is done.",
      discussion: """
        The job's hyper-parameters and data come from the coordinator. A worker without a \
        coordinator keeps trying.

          \(CommandName.invocation) worker --connect tcp://127.0.0.1:5555
        """)
  }

  @OptionGroup var program: ProgramOptions<Catalog>

  @Option(
    help: ArgumentHelp(
      "Where the coordinator listens: tcp://HOST:PORT or ipc://PATH.", valueName: "endpoint"))
  var connect: String

  @Flag(help: "Connect to another machine without keys; neither encrypted nor authenticated.")
  var insecure = false

  @Option(help: ArgumentHelp("What messages call this worker.", valueName: "name"))
  var name = ""

  @OptionGroup var machine: MachineOptions

  /// Set by the launcher, which tells the endpoint through this worker's standard input, and whose
  /// end shows there.
  @Flag(help: .hidden)
  var launched = false

  /// Set by bench, whose programs are in no catalog.
  @Option(help: .hidden)
  var benchProgram: BenchProgram?

  func run() throws {
    if let benchProgram { try run(benchProgram.make()) } else { try run(program.make()) }
  }

  private func run<Program: TrainingProgram>(_ program: Program) throws {
    let threads = machine.threads(sharedBy: 1)
    try ProcessNeeds.talking(computingOn: threads, peers: 1, descriptors: 8).check()
    try OneDNN.check()
    let fixed = machine.instructionSet
    try fixed?.settle()
    let endpoint = try settleEndpoint()
    let configuration = WorkerConfiguration(
      endpoint: endpoint, instructionSet: fixed, threads: threads, name: name)
    let worker = try Worker(program, configuration: configuration, context: Context()) { event in
      if !launched || event.isRemarkable { Messages.standard.note("\(event)") }
    }
    do {
      try worker.run { Interruption.isWanted }
      if !launched { Messages.standard.note("the job is done") }
    } catch let error as WorkerError where launched && error.isLaunchersKnowledge {
      throw ExitCode(1)
    }
  }

  private func settleEndpoint() throws -> Endpoint {
    guard launched else { return try Endpoint(connect) }
    // The launcher decides when a job ends: Ctrl-C and a closed terminal reach it too.
    Interruption.ignore(SIGINT)
    Interruption.ignore(SIGHUP)
    OneDNN.generateKernels()
    guard let endpoint = try Lifeline.awaitEndpoint() else { throw ExitCode(1) }
    try Lifeline.watch { SocketDirectory(of: endpoint)?.remove() }
    return endpoint
  }
}

extension WorkerEvent {
  /// Whether a person who launched a whole cluster should see it.
  fileprivate var isRemarkable: Bool {
    switch self {
    case .connecting, .notice(.welcomed): false
    default: true
    }
  }
}

extension WorkerError {
  /// Whether it only repeats what the launcher, which runs the coordinator, has said.
  fileprivate var isLaunchersKnowledge: Bool {
    switch code {
    case .abandoned: true
    // The launcher was told to stop before this one had joined.
    case .refused(let refused): refused.code == .over
    default: false
    }
  }
}
