import Diagnostics
import Sharding

/// All that a worker has to know of a job, besides the program itself.
public struct JobDescription: Hashable, Sendable {
  /// The name of the program.
  public var program: String
  /// The seed of every random stream.
  public var seed: UInt64
  /// The rounds of the job.
  public var schedule: JobSchedule
  /// The one instruction set that every process of the job computes with, such as `avx512`.
  public var isa: String
  /// How many weights are trainable.
  public var trainableCount: Int
  /// How many weights there are, trainable or not.
  public var weightCount: Int
  /// The bytes of one example's input on the wire.
  public var inputBytesPerExample: Int
  /// The bytes of one example's label on the wire, 0 for a program without labels.
  public var labelBytesPerExample: Int
  /// How often each side sends a heartbeat, in whole milliseconds.
  public var heartbeatInterval: Duration
  /// After how much silence a side takes the other for dead, in whole milliseconds.
  public var deadAfter: Duration

  /// Describes a job, within the limits of what travels: 2⁴⁰ weights and 4 MiB an input or label.
  ///
  /// - Parameters:
  ///   - program: The name of the program.
  ///   - seed: The seed of every random stream.
  ///   - schedule: The rounds of the job.
  ///   - isa: The one instruction set of the job.
  ///   - trainableCount: How many weights are trainable.
  ///   - weightCount: How many weights there are, trainable or not.
  ///   - inputBytesPerExample: The bytes of one example's input on the wire.
  ///   - labelBytesPerExample: The bytes of one example's label on the wire.
  ///   - heartbeatInterval: How often each side sends a heartbeat.
  ///   - deadAfter: After how much silence a side takes the other for dead.
  public init(
    program: String, seed: UInt64, schedule: JobSchedule, isa: String,
    trainableCount: Int, weightCount: Int,
    inputBytesPerExample: Int, labelBytesPerExample: Int = 1,
    heartbeatInterval: Duration = .seconds(1), deadAfter: Duration = .seconds(6)
  ) {
    require(
      0 <= trainableCount && trainableCount <= weightCount,
      "\(trainableCount) trainable weights of \(weightCount)")
    require(
      WireLimits.weights ~= weightCount && WireLimits.bytesPerExample ~= inputBytesPerExample
        && WireLimits.bytesPerExample ~= labelBytesPerExample,
      """
      \(weightCount) weights, \(inputBytesPerExample) bytes an input and \(labelBytesPerExample) \
      a label, where 2⁴⁰ weights and \(WireLimits.bytesPerExample.upperBound) bytes are the limits
      """)
    require(
      .milliseconds(1) <= heartbeatInterval && heartbeatInterval < deadAfter,
      "a heartbeat every \(heartbeatInterval) shows nothing if dead after \(deadAfter)")
    self.program = program
    self.seed = seed
    self.schedule = schedule
    self.isa = isa
    self.trainableCount = trainableCount
    self.weightCount = weightCount
    self.inputBytesPerExample = inputBytesPerExample
    self.labelBytesPerExample = labelBytesPerExample
    self.heartbeatInterval = heartbeatInterval
    self.deadAfter = deadAfter
  }
}
