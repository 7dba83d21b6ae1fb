/// What a run was and what came of it: the content of `--report FILE`.
public struct RunReport: Sendable, Hashable {
  /// How the program was run.
  public enum Mode: String, Codable, Sendable, Hashable {
    /// By the plain loop in one process.
    case single
    /// By a coordinator and its workers.
    case cluster
  }

  /// Name of the program.
  public var program: String
  /// How it was run.
  public var mode: Mode
  /// Number of worker processes; 0 for the plain loop.
  public var workers: Int
  /// Number of shards of a global batch.
  public var shards: Int
  /// Examples in a global batch.
  public var batchSize: Int
  /// Seed of all randomness.
  public var seed: UInt64
  /// How coordinator and workers talked, as resolved (`ipc`, `tcp`, `shm`); nil, and null in JSON,
  /// for the plain loop.
  public var transport: String?
  /// Instruction set the job was held to: `avx2`.
  public var isa: String
  /// Threads of the process, or of each worker.
  public var threads: Int
  /// What it learned from.
  public var dataset: DatasetReport
  /// The epochs in order.
  public var epochs: [EpochReport] = []
  /// Metrics of the test examples; empty if there were none.
  public var test: [NamedValue] = []
  /// SHA-256, in hexadecimal, of the final weights: see ``WeightsDigest``.
  public var weightsSHA256 = ""
  /// Seconds from the start of the process to the end of its first training step; nil, and null in
  /// JSON, for one run of several in a process, and where the system does not tell.
  public var startSeconds: Double?
  /// Where the time of a training step went; nil, and null in JSON, without training.
  public var breakdown: StepBreakdown?
  /// What happened on the way.
  public var events: [RunEvent] = []

  /// Describes a run that is about to start; what comes of it is filled in as it comes.
  public init(
    program: String, mode: Mode, workers: Int, shards: Int, batchSize: Int, seed: UInt64,
    transport: String?, isa: String, threads: Int, dataset: DatasetReport
  ) {
    self.program = program
    self.mode = mode
    self.workers = workers
    self.shards = shards
    self.batchSize = batchSize
    self.seed = seed
    self.transport = transport
    self.isa = isa
    self.threads = threads
    self.dataset = dataset
  }

  /// Wall time of the training of all epochs, in seconds.
  public var trainingSeconds: Double { epochs.reduce(0) { $0 + $1.seconds } }
}
