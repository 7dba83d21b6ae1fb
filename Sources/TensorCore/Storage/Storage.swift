/// A block of memory that tensors share: from a pool, or lent by somebody who is kept alive.
///
/// `@unchecked Sendable`: a block is written only through a ``MutableTensor`` by the code that made
/// it, before the tensor that others see exists; from then on it is read only. The exceptions are
/// the slots of an optimizer, which have one owner and never leave its thread, and memory shared
/// between processes, whose messages say when nobody reads it any more.
package final class Storage: @unchecked Sendable {
  package let address: UnsafeMutableRawPointer
  package let byteCount: Int
  private let pool: StoragePool?
  private let shelf: Int
  /// Whether the block belongs to a pool, rather than to somebody who lends it.
  package var isFromPool: Bool { pool != nil }
  private let owner: (any AnyObject & Sendable)?

  /// Takes a block from a pool, its contents undefined.
  package init(byteCount: Int, pool: StoragePool = .shared) {
    (address, shelf) = pool.take(byteCount: byteCount)
    self.byteCount = byteCount
    self.pool = pool
    owner = nil
  }

  /// Refers to memory that belongs to an object, which is kept alive as long as the storage.
  package init(lending bytes: UnsafeRawBufferPointer, from owner: any AnyObject & Sendable) {
    // Written through only by a `MutableTensor` on memory that may be.
    address =
      bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
      ?? UnsafeMutableRawPointer(bitPattern: StoragePool.alignment)!
    byteCount = bytes.count
    pool = nil
    shelf = 0
    self.owner = owner
  }

  deinit {
    pool?.giveBack(address, byteCount: byteCount, to: shelf)
  }
}
