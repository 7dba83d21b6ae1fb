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
  /// The bytes of one example's input on the wire.
  public var inputBytesPerExample: Int
  /// The bytes of one example's label on the wire, 0 for a program without labels.
  public var labelBytesPerExample: Int
  /// How often each side sends a heartbeat, in whole milliseconds.
  public var heartbeatInterval: Duration
  /// After how much silence a side takes the other for dead, in whole milliseconds.
  public var deadAfter: Duration

  /// Describes a job, within the limits of what travels: 2⁴⁰ weights, 128 counters and 4 MiB an input or
  /// label.
  ///
  /// - Parameters:
  ///   - program: The name of the program.
  ///   - seed: The seed of every random stream.
  ///   - shape: What the rounds of the job are cut from.
  ///   - isa: The one instruction set of the job.
  ///   - contributionCount: The elements of a contribution.
  ///   - weightCount: The elements of the weights, trainable or not.
  ///   - counterCount: How many counters the program has; none by default.
  ///   - inputBytesPerExample: The bytes of one example's input on the wire.
  ///   - labelBytesPerExample: The bytes of one example's label on the wire.
  ///   - heartbeatInterval: How often each side sends a heartbeat.
  ///   - deadAfter: After how much silence a side takes the other for dead.
  public init(
    program: String, seed: UInt64, shape: JobShape, isa: String,
    contributionCount: Int, weightCount: Int, counterCount: Int = 0,
    inputBytesPerExample: Int, labelBytesPerExample: Int = 1,
    heartbeatInterval: Duration = .seconds(1), deadAfter: Duration = .seconds(6)
  ) {
    require(
      0 <= contributionCount && contributionCount <= weightCount,
      "contributions of \(contributionCount) elements to \(weightCount) weights")
    require(
      WireLimits.weights ~= weightCount && WireLimits.counters ~= counterCount
        && WireLimits.bytesPerExample ~= inputBytesPerExample
        && WireLimits.bytesPerExample ~= labelBytesPerExample,
      """
      \(weightCount) weights, \(counterCount) counters, \(inputBytesPerExample) bytes an input and \
      \(labelBytesPerExample) a label, where 2⁴⁰ weights, \(WireLimits.counters.upperBound) counters \
      and \(WireLimits.bytesPerExample.upperBound) bytes are the limits
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
    self.inputBytesPerExample = inputBytesPerExample
    self.labelBytesPerExample = labelBytesPerExample
    self.heartbeatInterval = heartbeatInterval
    self.deadAfter = deadAfter
  }
}
