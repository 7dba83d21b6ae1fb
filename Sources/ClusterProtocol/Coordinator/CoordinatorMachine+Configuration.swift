import Diagnostics
import Sharding

extension CoordinatorMachine {
  /// What a coordinator has to know before the first worker comes.
  public struct Configuration: Sendable {
    /// The job, as workers are told it.
    public var job: JobDescription
    /// The job's number, to tell its messages from another's; drawn at random.
    public var jobID: UInt64
    /// Which life of the coordinator this is.
    public var incarnation: UInt64
    /// What a worker's own has to equal.
    public var identity: ProgramIdentity
    /// What the arithmetic of a worker has to come to.
    public var arithmetic: Arithmetic
    /// What the numbers of the states of the program's metrics are, in its order.
    public var metricParts: [WorkResult.MetricPart]
    /// How many groups of variables have gradients that come with a denominator, by stage; none in the only
    /// stage by default.
    public var denominatorCounts: [Int]
    /// The machine that the coordinator runs on, to know its own child processes by.
    public var hostName: String
    /// How many workers have to be ready before the job starts. Default: 1.
    public var minimumWorkers: Int
    /// How many workers the job takes at most. Default: 65,536.
    public var maximumWorkers: Int
    /// How many workers may have been welcomed and not be ready yet; who comes then waits, until one of
    /// them is, or has taken longer than a worker may be silent. Default: 256.
    public var maximumJoining: Int
    /// How many training rounds are handed out at once, so that their examples travel while the
    /// ones before are computed. Default: 8; a worker takes no more than 16.
    public var trainingWindow: Int
    /// How many evaluation rounds are handed out at once; their weights stay. Default: 8; a worker takes no
    /// more than 16.
    public var evaluationWindow: Int
    /// How many results of a round a worker may leave in shared memory; 0, the default, if no memory
    /// is offered to workers.
    public var gradientSlots: Int
    /// How many workers are offered memory at most; the work of the others travels in messages. Default:
    /// twice `minimumWorkers` and eight.
    public var maximumSharing: Int
    /// How long to wait until the first `minimumWorkers` have joined; nil, the default, is for ever.
    public var joinTimeout: Duration?

    /// - Parameters:
    ///   - job: The job, as workers are told it.
    ///   - jobID: The job's number, drawn at random.
    ///   - incarnation: Which life of the coordinator this is.
    ///   - identity: What a worker's own has to equal.
    ///   - arithmetic: What the arithmetic of a worker has to come to.
    ///   - metricParts: What the numbers of the states of the program's metrics are, at most
    ///     ``mostMetricParts``.
    ///   - hostName: The machine that the coordinator runs on.
    ///   - minimumWorkers: How many workers have to be ready before the job starts, at least 1.
    public init(
      job: JobDescription, jobID: UInt64, incarnation: UInt64 = 1, identity: ProgramIdentity,
      arithmetic: Arithmetic, metricParts: [WorkResult.MetricPart], hostName: String,
      minimumWorkers: Int = 1
    ) {
      require(minimumWorkers >= 1, "a job needs at least 1 worker, not \(minimumWorkers)")
      require(
        metricParts.count <= Self.mostMetricParts,
        "\(metricParts.count) numbers of metrics, where a result carries \(Self.mostMetricParts)")
      self.job = job
      self.jobID = jobID
      self.incarnation = incarnation
      self.identity = identity
      self.arithmetic = arithmetic
      self.metricParts = metricParts
      self.hostName = hostName
      self.minimumWorkers = minimumWorkers
      denominatorCounts = [0]
      maximumWorkers = 1 << 16
      maximumJoining = 256
      trainingWindow = 8
      evaluationWindow = 8
      gradientSlots = 0
      maximumSharing = 2 * minimumWorkers + 8
    }

    /// How many numbers the metrics of a program may have together: 1536.
    public static var mostMetricParts: Int { WireLimits.metrics }

    func window(for phase: Phase) -> Int {
      phase == .training ? trainingWindow : evaluationWindow
    }
  }
}
