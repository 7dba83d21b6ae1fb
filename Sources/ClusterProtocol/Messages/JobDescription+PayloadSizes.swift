import Sharding

extension JobDescription {
  /// The sizes in bytes of the payload frames of `Weights`: all weights as Float32, the blocks that
  /// have changed, or none if they are in shared memory; nil if its blocks are none of the job's.
  public func payloadSizes(of weights: Weights) -> [Int]? {
    guard weights.slot == nil else { return weights.changedBlocks == nil ? [] : nil }
    return sizes(of: weightCount, blocks: weights.changedBlocks)
  }

  /// The sizes in bytes of the payload frames of `Work` on some examples: one for each field.
  public func workPayloadSizes(examples: Int) -> [Int] {
    fields.map { examples * $0.bytesPerExample }
  }

  /// The sizes in bytes of the payload frames of a `WorkResult`: in training the contribution,
  /// or its blocks that are not zero, or none if it is in shared memory; none in an evaluation. Nil if its blocks are none of the job's.
  public func payloadSizes(of result: WorkResult, in phase: Phase) -> [Int]? {
    guard phase == .training else { return result.liveBlocks == nil ? [] : nil }
    // In shared memory too only those blocks are there.
    guard let sizes = sizes(of: contributionCount, blocks: result.liveBlocks) else { return nil }
    return result.slot == nil ? sizes : []
  }

  private func sizes(of count: Int, blocks: [UInt8]?) -> [Int]? {
    guard let blocks else { return [4 * count] }
    return BlockMap(count: count, bits: blocks).map { [4 * $0.travellingCount] }
  }
}
