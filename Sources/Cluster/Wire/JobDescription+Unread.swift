import ClusterProtocol
import Sharding

extension JobDescription {
  /// More than the envelope of any message that belongs to the work, with what the transport puts around
  /// it.
  private static let bytesAroundPayload = 64 * 1024
  private static let bytesOfSmallMessages = 256 * 1024
  /// How many rounds a coordinator sends ahead at most, with some to spare.
  private static let roundsAhead = 16

  /// How much a worker may have sent that the coordinator has not read, while so many of its results are
  /// awaited.
  func mostUnreadBytesOfWorker(awaiting results: Int) -> Int {
    results * (4 * contributionCount + Self.bytesAroundPayload) + Self.bytesOfSmallMessages
  }

  /// How much a coordinator may have sent that the worker has not read: weights twice, and the examples
  /// of all rounds sent ahead.
  var mostUnreadBytesOfCoordinator: Int {
    let work = workPayloadSizes(examples: shape.largestBatch).reduce(0, +)
    return 2 * 4 * weightCount + Self.roundsAhead * (work + Self.bytesAroundPayload)
      + Self.bytesOfSmallMessages
  }
}
