import ClusterProtocol
import Datasets
import Learning
import SharedMemory
import TensorCore
import Training

/// Whether a job that a coordinator describes is one that a program can compute.
struct JobFit<Program: TrainingProgram> {
  private let layers: LayerTree
  private let fields: Fields
  private let threads: Int

  /// - Parameters:
  ///   - program: What the worker computes.
  ///   - layers: The program's, if they are known; found out by default.
  ///   - threads: How many shards it computes at once.
  init(_ program: Program, layers: LayerTree? = nil, threads: Int) {
    self.layers = layers ?? program.declareLayers()
    fields = program.fields
    self.threads = threads
  }

  /// What keeps this process from taking part, as a sentence; nil if nothing does.
  ///
  /// - Parameter available: The bytes that the process can still have.
  func problem(
    with job: JobDescription, available: Int = AvailableMemory.orAll
  ) -> String? {
    let layout = layers.layout
    let checks = [
      ("weights", job.weightCount, layout.count),
      ("elements a contribution", job.contributionCount, layout.contributionCount),
      ("counters", job.counterCount, layout.counters.count),
    ]
    for (name, told, own) in checks where told != own {
      return "the job has \(told) \(name), this worker's program \(own)"
    }
    if let difference = JobField.difference(
      ofJob: job.fields, from: JobField.fields(of: fields))
    {
      return difference
    }
    let bytes = bytes(for: job)
    guard bytes > available else { return nil }
    let examples = ProbeDigest.shardSizes(of: job.shape).last ?? 0
    return """
      a shard of \(examples) examples needs about \(Self.megabytes(bytes)) MB, and this machine has \
      \(Self.megabytes(available)) MB left: choose a smaller batch or more shards
      """
  }

  /// The memory that the job takes at its height, when a shard of the largest size is computed on each
  /// thread; `Int.max` if it is beyond all measure.
  func bytes(for job: JobDescription) -> Int {
    let examples = ProbeDigest.shardSizes(of: job.shape).last ?? 0
    let shards = min(threads, job.shape.shards)
    let stored = Self.roundsAhead * job.bytesPerExample
    // The weights as they are, the next ones on their way, and for each thread a contribution.
    let fixed = 4 * (2 * job.weightCount + (1 + shards) * job.contributionCount)
    let (product, overflow) = examples.multipliedReportingOverflow(
      by: shards * (bytesPerExample + stored))
    let (sum, isTooLarge) = product.addingReportingOverflow(fixed)
    return overflow || isTooLarge ? .max : sum
  }

  /// What an example takes in a step: its fields as they came, as numbers and packed, and for each operator
  /// the result with what is kept beside it for the way back, and the gradient that comes back.
  ///
  /// Not all of it lives at once; but blocks come in sizes, and the pool keeps what it was given back.
  var bytesPerExample: Int {
    let numbers = fields.specifications.reduce(0) { $0 + $1.shape.elementCount }
    return 4 * 3 * (numbers + layers.elementsPerExample) + 2 * fields.bytesPerExample
  }

  // As a coordinator sends them.
  private static var roundsAhead: Int { 9 }

  private static func megabytes(_ bytes: Int) -> Int { bytes / 1_000_000 }
}
