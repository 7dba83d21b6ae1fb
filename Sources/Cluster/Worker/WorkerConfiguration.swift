import Diagnostics
import TensorCore
import ZeroMQ

/// What a worker is started with.
public struct WorkerConfiguration: Sendable {
  /// Where the coordinator listens.
  public var endpoint: Endpoint
  /// The instruction set it has settled, or nil to take the job's.
  public var instructionSet: InstructionSet?
  /// How many threads it computes with.
  public var threads: Int
  /// What it is called in messages; the coordinator numbers it otherwise.
  public var name: String
  /// How long it looks for a coordinator before it gives up; for ever by default.
  public var giveUpAfter: Duration?

  /// A configuration with the defaults.
  public init(
    endpoint: Endpoint, instructionSet: InstructionSet? = nil, threads: Int = 1, name: String = ""
  ) {
    require(threads >= 1, "a worker has at least one thread, not \(threads)")
    self.endpoint = endpoint
    self.instructionSet = instructionSet
    self.threads = threads
    self.name = name
  }
}
