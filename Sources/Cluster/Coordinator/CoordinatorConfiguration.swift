import TensorCore
import Training
import ZeroMQ

/// What a coordinator is started with.
public struct CoordinatorConfiguration: Sendable {
  /// The hyper-parameters of the job.
  public var job: JobConfiguration
  /// The instruction set of the job, settled in this process.
  public var instructionSet: InstructionSet
  /// Where to listen.
  public var endpoint: Endpoint
  /// How many workers have to be there before the job starts.
  public var minimumWorkers: Int
  /// Whether memory is offered to workers of this machine; yes by default, but only over ``Endpoint``s
  /// of a Unix-domain socket, whose peers are of this machine.
  public var sharesMemory = true
  /// The threads that sum the gradients and update the weights, the caller among them; 1 by default.
  public var threads = 1
  /// How long a worker may be silent before it counts as dead; 6 s by default.
  public var deadAfter: Duration = .seconds(6)
  /// How long to wait until as many workers have joined as are needed; for ever by default.
  public var joinTimeout: Duration?
  /// The threads of a ``Context`` that suit the coordinator: where payloads go through sockets, one for
  /// each worker, up to the threads of the update.
  package var ioThreads: Int {
    if sharesMemory, case .ipc = endpoint { return 1 }
    return max(1, min(threads, minimumWorkers))
  }
  /// What the arithmetic of this process comes to, if that was found out before; nil by default.
  package var probe: JobProbe?
  /// The first epoch, from 0, whose steps count in the breakdown of their time.
  package var firstCountedEpoch = 0

  /// A configuration with the defaults.
  public init(
    job: JobConfiguration, instructionSet: InstructionSet, endpoint: Endpoint,
    minimumWorkers: Int
  ) {
    self.job = job
    self.instructionSet = instructionSet
    self.endpoint = endpoint
    self.minimumWorkers = minimumWorkers
  }
}
