import Diagnostics
import Sharding

/// All that a worker has to know of a job, besides the program itself.
public struct JobDescription: Hashable, Sendable {
  /// The name of the program.
  public var program: String
  /// The seed of every random stream.
  public var seed: UInt64
  /// What the rounds of the job are cut from; which rounds come, their work tells.
  public var shape: JobShape
  /// The one instruction set that every process of the job computes with, such as `avx512`.
  public var isa: String
  /// The elements of a contribution: gradients, and changes of the state.
  public var contributionCount: Int
  /// The elements of the weights, trainable or not.
  public var weightCount: Int
  /// How many counters the program has.
  public var counterCount: Int
  /// The columns of the examples, in the order of their payload frames; none for examples that are numbers.
  public var fields: [JobField]
  /// How often each side sends a heartbeat, in whole milliseconds.
  public var heartbeatInterval: Duration
  /// After how much silence a side takes the other for dead, in whole milliseconds.
  public var deadAfter: Duration

  /// Describes a job, within the limits of what travels: 2⁴⁰ weights, 128 counters and an example of 16
  /// fields and 4 MiB.
  ///
  /// - Parameters:
  ///   - program: The name of the program.
  ///   - seed: The seed of every random stream.
  ///   - shape: What the rounds of the job are cut from.
  ///   - isa: The one instruction set of the job.
  ///   - contributionCount: The elements of a contribution.
  ///   - weightCount: The elements of the weights, trainable or not.
  ///   - counterCount: How many counters the program has; none by default.
  ///   - fields: The columns of the examples.
  ///   - heartbeatInterval: How often each side sends a heartbeat.
  ///   - deadAfter: After how much silence a side takes the other for dead.
  public init(
    program: String, seed: UInt64, shape: JobShape, isa: String,
    contributionCount: Int, weightCount: Int, counterCount: Int = 0,
    fields: [JobField],
    heartbeatInterval: Duration = .seconds(1), deadAfter: Duration = .seconds(6)
  ) {
    require(
      0 <= contributionCount && contributionCount <= weightCount,
      "contributions of \(contributionCount) elements to \(weightCount) weights")
    require(
      WireLimits.weights ~= weightCount && WireLimits.counters ~= counterCount
        && WireLimits.fieldCount ~= fields.count
        && fields.allSatisfy { WireLimits.bytesPerExample ~= $0.bytesPerExample }
        && WireLimits.bytesPerExample ~= fields.reduce(0) { $0 + $1.bytesPerExample },
      """
      \(weightCount) weights, \(counterCount) counters and an example of \(fields.count) fields and \
      \(fields.reduce(0) { $0 &+ $1.bytesPerExample }) bytes, where 2⁴⁰ weights, \
      \(WireLimits.counters.upperBound) counters, \(WireLimits.fieldCount.upperBound) fields and \
      \(WireLimits.bytesPerExample.upperBound) bytes are the limits
      """)
    require(
      .milliseconds(1) <= heartbeatInterval && heartbeatInterval < deadAfter,
      "a heartbeat every \(heartbeatInterval) shows nothing if dead after \(deadAfter)")
    self.program = program
    self.seed = seed
    self.shape = shape
    self.isa = isa
    self.contributionCount = contributionCount
    self.weightCount = weightCount
    self.counterCount = counterCount
    self.fields = fields
    self.heartbeatInterval = heartbeatInterval
    self.deadAfter = deadAfter
  }

  /// The bytes of one example on the wire.
  public var bytesPerExample: Int { fields.reduce(0) { $0 + $1.bytesPerExample } }
}
