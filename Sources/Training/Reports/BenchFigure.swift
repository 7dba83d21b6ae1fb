import Diagnostics

/// One thing that `tandem bench` measured, in several rounds.
public struct BenchFigure: Codable, Sendable, Hashable {
  /// What kind of thing it is.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// A training step, from the end of one to the end of the next: the median of a run.
    case step
    /// A step that computes nothing: work, gradients, the update, weights.
    case exchange
    /// The sum of gradients and the optimizer, in one process.
    case update
    /// The records of a step and the way back, without the mathematics.
    case tape
    /// A word from the core that writes it to one that looks out for it.
    case handover
    /// The evaluation of some examples.
    case evaluation
    /// From the start of the command's process to the end of its first step.
    case startup
    /// Steps of other batch sizes, model widths and numbers of workers.
    case sweep
  }

  /// The spread of the rounds, in milliseconds.
  public struct Spread: Codable, Sendable, Hashable {
    /// Half of the rounds were no slower.
    public var median: Double
    /// The fastest.
    public var min: Double
    /// The slowest.
    public var max: Double
    /// All, in order.
    public var rounds: [Double]

    /// The spread of at least one round.
    public init(of rounds: [Double]) {
      require(!rounds.isEmpty, "no rounds have no spread")
      let sorted = rounds.sorted()
      let middle = sorted.count / 2
      self.rounds = rounds
      median =
        sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
      min = sorted[0]
      max = sorted[sorted.count - 1]
    }
  }

  /// What kind of thing it is.
  public var kind: Kind
  /// Worker processes; 0 for a single process.
  public var workers: Int
  /// How coordinator and workers talked, as resolved; nil for a single process.
  public var transport: String?
  /// Threads of the single process, or of each worker.
  public var threads: Int
  /// Examples in a global batch, where there are batches.
  public var batchSize: Int?
  /// The width of the model's hidden layer, where there is a model.
  public var hiddenUnits: Int?
  /// How many weights there are.
  public var weights: Int
  /// How many gradients are summed, records made, or examples evaluated, where that is what is
  /// measured.
  public var items: Int?
  /// The time it took.
  public var milliseconds: Spread?
  /// Where the time of its steps went in the round nearest to the median, where there are steps:
  /// in the mean, which an outlier moves more than the median.
  public var breakdown: StepBreakdown?

  /// Describes what is to be measured.
  public init(kind: Kind, workers: Int = 0, transport: String? = nil, threads: Int, weights: Int) {
    self.kind = kind
    self.workers = workers
    self.transport = transport
    self.threads = threads
    self.weights = weights
  }

  /// What was measured, apart from where.
  public var title: String {
    let model = hiddenUnits.map { "784-\($0)-10" } ?? "\(weights) weights"
    return switch kind {
    case .step: "Step, batch size \(batchSize ?? 0), \(model)"
    case .exchange: "Exchange alone, \(model), dense"
    case .update: "Reduce and update, \(model), gradients of \(items ?? 0) nodes"
    case .handover: "Hand-over of a word from core to core"
    case .tape: "Tape alone, \(items ?? 0) records"
    case .evaluation: "Evaluation of \(items ?? 0) examples, batch size \(batchSize ?? 0)"
    case .startup: "Start-up, from the command to the end of its first step"
    case .sweep: "Sweep, batch size \(batchSize ?? 0), \(model)"
    }
  }

  /// Where it was measured.
  public var place: String {
    guard let transport else { return "single process" }
    return "\(workers) \(workers == 1 ? "worker" : "workers") over \(transport)"
  }
}
