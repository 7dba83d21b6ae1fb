import Sharding

extension CoordinatorMachine {
  /// What happens to a coordinator.
  public enum Event: Sendable {
    /// A message came, checked by `WireCodec`.
    case received(Envelope, from: PeerID)
    /// Frames came that `WireCodec` does not take.
    case malformed(WireError, from: PeerID)
    /// A message could not be sent, because the connection is gone.
    case unreachable(PeerID)
    /// The mailbox that is shared with a worker holds counts that can't be.
    case mailboxBroken(PeerID)
    /// A worker process that was launched beside the coordinator has ended, as described, such as
    /// `killed by signal 9`.
    case processEnded(processID: Int, description: String)
    /// A peer was cut off by the driver, for what it did: one that takes part is lost.
    case cutOff(PeerID, reason: String)
    /// The memory that a worker was to be offered can't be had.
    case cannotOffer(PeerID)
    /// Messages have come that could not be read yet, so that nobody's silence counts until now.
    case behind
    /// The loop wants the rounds of these passes, none of which was wanted before; others will probably
    /// follow. What was announced and is not among them is not wanted any more.
    case wanted([Pass], ahead: [Pass])
    /// The loop has put other weights in place of those of the last version.
    case weightsReplaced
    /// The loop has come to its end.
    case concluded
    /// Time has passed; wanted every 100 milliseconds or so.
    case tick
    /// The user wants to stop.
    case interrupted
    /// The driver can't go on, for a reason, such as gradients that are not finite.
    case aborted(String)
  }

  /// What the payload frames of a message are to hold.
  public enum Payload: Hashable, Sendable {
    /// Nothing.
    case none
    /// All weights, which are at this version now.
    case weights(version: Int)
    /// Nothing, but the message, a Welcome, is to offer memory of the worker's own.
    case memoryOffer
    /// The inputs and labels of some examples, by their indices in the split of the phase.
    case examples(Phase, Range<Int>)
  }

  /// What the driver has to do, in the order given.
  public enum Action: Hashable, Sendable {
    /// Send a message, in an envelope made by `envelope(_:payloadSizes:)`.
    case send(Message, to: PeerID, payload: Payload)
    /// Keep the result just received, and the payload that came with it: it is the only one of
    /// its round and node that will be asked for.
    case storeResult(WorkResult, of: Round, from: WorkerInfo)
    /// All nodes of the round are stored: sum them in the order of the tree, merge the metrics and,
    /// in training, update the weights, before the next action.
    case completeRound(Round, frontier: [Node])
    /// All rounds are complete that were wanted: tell the loop.
    case caughtUp
    /// Rounds were called back, which are all that are not complete: forget their results.
    case calledBack
    /// A worker takes part from now on.
    case admitted(WorkerInfo, PeerID)
    /// A worker was turned away; told once of each worker, and of few workers for each reason.
    case refused(PeerID, Hello, Refused)
    /// A worker that took part is gone.
    case left(WorkerInfo, LossCause)
    /// A worker is gone that was welcomed and never took part: let go of what was kept for it.
    case forget(worker: Int)
    /// End a peer's connection: it has sent too much that is of no use.
    case cut(PeerID)
    /// Something to log.
    case notice(Notice)
    /// The job has failed; nothing follows.
    case fail(JobFailure)
    /// The job is done; nothing follows.
    case finished
  }

  /// Something to log.
  public enum Notice: Hashable, Sendable {
    /// The job waits for more workers; told every ten seconds.
    case waitingForWorkers(ready: Int, minimum: Int)
    /// The job starts with some workers.
    case started(workers: Int)
    /// A message was dropped; told the first time for each reason.
    case dropped(DropReason, from: PeerID)
    /// A peer of another version of the protocol was turned away; told once of each version.
    case refusedVersion(Refused, from: PeerID)
    /// A worker could not open the memory it was offered; it gets everything in messages.
    case sharesNoMemory(WorkerInfo)
    /// The round that is to be completed next has not been for a while; who has not answered.
    case held(round: Int, by: [WorkerInfo], for: Duration)
    /// A metric is not a finite number any more; told once.
    case nonFiniteMetric(WorkerInfo, round: Int)
  }
}
