import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Recycles the memory of tensors.
///
/// A step needs the same sizes again and again, and an allocator that maps large blocks anew would
/// fault every page of them each time. Returned blocks wait in a list for each size class; four
/// classes to each power of two keep the slack below a quarter.
public final class StoragePool: Sendable {
  /// The pool every tensor uses.
  public static let shared = StoragePool()

  /// The alignment of every block in bytes: a cache line, and the widest vector register.
  public static let alignment = 64

  private struct State {
    var free: [[Block]] = Array(repeating: [], count: 256)
    var retainedBytes = 0
    var allocations = 0
  }

  // A raw address is only a number here: nobody else knows a block that lies in the pool.
  private struct Block: @unchecked Sendable {
    let address: UnsafeMutableRawPointer
  }

  private let state = Mutex(State())
  private let retainedLimit: Int

  /// - Parameter retainedLimit: Unused bytes beyond this go back to the system; 1 GiB by default.
  public init(retainedLimit: Int = 1 << 30) {
    precondition(retainedLimit >= 0, "a pool can't retain \(retainedLimit) bytes")
    self.retainedLimit = retainedLimit
  }

  /// How many blocks have been taken from the system so far; constant once a loop is warm.
  public var systemAllocations: Int { state.withLock { $0.allocations } }

  /// The size class of a request and the bytes a block of that class holds.
  package static func sizeClass(of byteCount: Int) -> (index: Int, capacity: Int) {
    let least = 256
    guard byteCount > least else { return (0, least) }
    let exponent = Int.bitWidth - 1 - (byteCount - 1).leadingZeroBitCount
    let quarter = 1 << (exponent - 2)
    let quarters = (byteCount - 1 - (1 << exponent)) / quarter + 1
    return ((exponent - 8) * 4 + quarters, (1 << exponent) + quarters * quarter)
  }

  func take(byteCount: Int) -> UnsafeMutableRawPointer {
    let (index, capacity) = Self.sizeClass(of: byteCount)
    let recycled: Block? = state.withLock { state in
      guard let block = state.free[index].popLast() else {
        state.allocations += 1
        return nil
      }
      state.retainedBytes -= capacity
      return block
    }
    if let recycled { return recycled.address }
    var address: UnsafeMutableRawPointer?
    let status = posix_memalign(&address, Self.alignment, capacity)
    guard status == 0, let address else {
      fatalError("out of memory: \(capacity) bytes for a tensor could not be had")
    }
    return address
  }

  func giveBack(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    let (index, capacity) = Self.sizeClass(of: byteCount)
    let block = Block(address: address)
    let kept = state.withLock { state in
      guard state.retainedBytes + capacity <= retainedLimit else { return false }
      state.retainedBytes += capacity
      state.free[index].append(block)
      return true
    }
    if !kept { free(address) }
  }

  deinit {
    state.withLock { state in
      for blocks in state.free { for block in blocks { free(block.address) } }
    }
  }
}
