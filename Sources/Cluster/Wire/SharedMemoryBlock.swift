import ClusterProtocol
import SharedMemory
import TensorCore

/// A block of shared memory as coordinator and worker see it: a page with the job's token, then slots
/// of Float32 elements.
struct SharedMemoryBlock: Sendable {
  let block: SharedBlock
  private let count: Int

  /// Makes a block and writes the token.
  init(
    slots: Int, ofCount count: Int, token: UInt64, isWritableByOthers: Bool
  ) throws(SharedMemoryError) {
    block = try SharedBlock(
      byteCount: SharedMemoryOffer.blockBytes(slots: slots, ofCount: count),
      isWritableByOthers: isWritableByOthers)
    self.count = count
    block.bytes.storeBytes(of: token, as: UInt64.self)
  }

  /// Opens a block of the coordinator's; nil if it holds another token.
  init?(
    opening descriptor: Int, slots: Int, ofCount count: Int, from offer: SharedMemoryOffer,
    isWritable: Bool
  ) throws(SharedMemoryError) {
    block = try SharedBlock(
      opening: Int32(descriptor), ofProcess: Int32(offer.processID),
      byteCount: SharedMemoryOffer.blockBytes(slots: slots, ofCount: count),
      isWritable: isWritable)
    self.count = count
    if block.bytes.load(as: UInt64.self) != offer.token { return nil }
  }

  /// The elements of a slot.
  subscript(slot: Int) -> MutableTensor {
    let start = SharedMemoryOffer.offset(ofSlot: slot, ofCount: count)
    return MutableTensor(
      writingTo: UnsafeMutableRawBufferPointer(rebasing: block.bytes[start..<start + 4 * count]),
      shape: Shape(count: count), ownedBy: block)
  }
}
