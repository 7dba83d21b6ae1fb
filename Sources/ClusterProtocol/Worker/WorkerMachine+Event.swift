import Sharding

extension WorkerMachine {
  /// What happens to a worker.
  public enum Event: Sendable {
    /// The worker begins to look for its coordinator.
    case start
    /// A message came, checked by `WireCodec`.
    case received(Envelope)
    /// Frames came that `WireCodec` does not take.
    case malformed(WireError)
    /// The worker is set up for the job, and computes like this.
    case configured(Arithmetic)
    /// The memory offered is open, or can't be opened.
    case memoryOpened(Bool)
    /// The worker cannot be set up for the job, for a reason.
    case configurationFailed(String)
    /// A node is computed.
    case computed(
      round: Int, node: Node, metrics: [UInt64], timings: WorkResult.Timings)
    /// Time has passed; wanted every 100 milliseconds or so, and between the shards of a node.
    case tick
    /// The connection to the coordinator is gone.
    case disconnected
    /// The driver has made another connection, which can take what the job sends; the coordinator knows
    /// nothing of the worker on it.
    case reconnected
    /// The coordinator did what no coordinator does, as a sentence says.
    case coordinatorBroken(String)
    /// The process that launched the worker is gone.
    case launcherGone
    /// The user wants the worker to stop.
    case interrupted
  }

  /// What the payload frames of a message are to hold.
  public enum Payload: Hashable, Sendable {
    /// Nothing.
    case none
    /// The sum over a node's shards of the gradients of the trainable weights.
    case contribution(round: Int, node: Node)
  }

  /// What the driver has to do, in the order given.
  public enum Action: Hashable, Sendable {
    /// Send a message, in an envelope made by `envelope(_:payloadSizes:)`.
    case send(Message, payload: Payload)
    /// Set up for a job: fix the instruction set and compute the probe products. Answered by
    /// `configured` or `configurationFailed`.
    case configure(JobDescription)
    /// Open the memory offered. Answered by `memoryOpened`.
    case openMemory(SharedMemoryOffer, JobDescription)
    /// Take the payload of the message just received as the weights, or as the blocks of the present
    /// weights that have changed, or take what is in a slot of shared memory.
    case adoptWeights(Weights)
    /// Keep the payload of the message just received as the examples of a node.
    case storeExamples(round: Int, node: Node)
    /// Compute a node, with the weights last adopted, its gradients into a slot of shared memory if
    /// one is named. Answered by `computed`.
    case compute(Round, Node, slot: Int?)
    /// Forget the examples and results of a node.
    case discard(round: Int, node: Node)
    /// Something to log.
    case notice(Notice)
    /// Stop; nothing follows.
    case stop(StopReason)
  }

  /// Something to log.
  public enum Notice: Hashable, Sendable {
    /// No coordinator has answered for this long.
    case waitingForCoordinator(Duration)
    /// The coordinator welcomed the worker, as this number from 0.
    case welcomed(number: Int)
    /// Nothing was heard of the coordinator for this long; the worker looks for it again.
    case coordinatorSilent(Duration)
    /// The connection to the coordinator is gone; the worker looks for it again.
    case disconnected
    /// A message was dropped; told the first time for each reason.
    case dropped(DropReason)
  }

  /// Why a worker stops.
  public enum StopReason: Hashable, Sendable {
    /// The job is done.
    case finished
    /// The coordinator turned the worker away.
    case refused(Refused)
    /// The coordinator gave the job up, for a reason.
    case abandoned(String)
    /// The worker cannot be set up for the job, for a reason.
    case configurationFailed(String)
    /// The coordinator sent what can't be of the job, as a sentence says, so that the worker could only
    /// wait in vain.
    case impossible(String)
    /// No coordinator was heard of for as long as the worker was to wait.
    case coordinatorSilent(Duration)
    /// The process that launched the worker is gone.
    case launcherGone
    /// The user stopped the worker.
    case interrupted

    /// Whether the coordinator said so, and waits for nothing more.
    package var isCoordinatorsWord: Bool {
      switch self {
      case .finished, .refused, .abandoned: true
      case .configurationFailed, .impossible, .coordinatorSilent, .launcherGone, .interrupted: false
      }
    }
  }
}
