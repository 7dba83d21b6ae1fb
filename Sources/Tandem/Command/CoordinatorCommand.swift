import ArgumentParser
import Cluster
import Training
import ZeroMQ

/// `tandem coordinator`.
struct CoordinatorCommand<Catalog: ProgramCatalog>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "coordinator",
      abstract: "Run a job on workers that are started by hand, here or on other machines.",
      discussion: """
          \(CommandName.invocation) coordinator --bind tcp://127.0.0.1:5555 --min-workers 2
          \(CommandName.invocation) worker --connect tcp://127.0.0.1:5555     (twice)
        """)
  }

  @OptionGroup var program: ProgramOptions<Catalog>

  @Option(
    help: ArgumentHelp(
      "Where to listen: tcp://HOST:PORT or ipc://PATH.", valueName: "endpoint"))
  var bind = "tcp://127.0.0.1:5555"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many workers to wait for before the job starts.", valueName: "n"))
  var minWorkers = 1

  @Flag(
    help: ArgumentHelp(
      "Listen for other machines without keys.",
      discussion: """
        Connections are neither encrypted nor authenticated: whoever reaches the port can join the \
        job, read the examples and change the result. For networks you trust.
        """))
  var insecure = false

  @OptionGroup var options: RunOptions

  func validate() throws {
    try JobOptions.check("--min-workers", minWorkers, atMost: 1 << 16)
    // What is no endpoint is told with more words when the command runs.
    if let endpoint = try? Endpoint(bind), !endpoint.isLocal, !insecure {
      throw ValidationError(
        """
        \(endpoint) can be reached from other machines, and connections are neither encrypted nor \
        authenticated: whoever reaches the port could join the job and change its result. Bind to a \
        loopback address, such as tcp://127.0.0.1:5555, or say --insecure if you trust the network.
        """)
    }
  }

  func run() throws {
    try run(program.make())
  }

  private func run<Program: TrainingProgram>(_ program: Program) throws {
    let endpoint = try Endpoint(bind)
    try ProcessNeeds.talking(
      computingOn: options.machine.threads(sharedBy: 1), peers: minWorkers,
      descriptors: endpoint.descriptorsOfPeer
    ).check()
    let (settings, audit) = try options.begin(program, defaultShards: minWorkers, sharedBy: 1)
    let configuration = CoordinatorConfiguration(
      job: settings.job, instructionSet: settings.instructionSet, endpoint: endpoint,
      minimumWorkers: minWorkers)
    let outcome = try ClusterRun(program: program, settings: settings).run(
      configuration, transport: endpoint.transportName, audit: audit)
    try RunEnding(settings: settings, output: options.output).conclude(
      outcome, of: program, audit: audit)
  }
}

extension Endpoint {
  /// The descriptors of a coordinator for each worker: of a socket, and of the memory and the bells that
  /// both share on one machine.
  fileprivate var descriptorsOfPeer: Int {
    switch self {
    case .tcp: 1
    case .ipc: 6
    }
  }

  /// As reports name it.
  fileprivate var transportName: String {
    switch self {
    case .tcp: "tcp"
    case .ipc: "ipc"
    }
  }
}
