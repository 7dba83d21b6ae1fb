import CVectorLoops
import Diagnostics
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
/// classes to each power of two keep the slack below a quarter. A block goes back to the thread that
/// took it, whoever lets go of it last: what a thread has written is in its core's cache, and from
/// another core's it would have to be fetched.
public final class StoragePool: Sendable {
  /// The pool every tensor uses.
  public static let shared = StoragePool()

  /// The alignment of every block in bytes: a cache line, and the widest vector register.
  public static let alignment = 64

  private struct State {
    // A list for each size class on each thread's shelf.
    var free: [[Block]] = Array(repeating: [], count: StoragePool.shelves * StoragePool.classes)
    var retainedBytes = 0
    var allocations = 0
  }

  // A raw address is only a number here: nobody else knows a block that lies in the pool.
  private struct Block: @unchecked Sendable {
    let address: UnsafeMutableRawPointer
  }

  // Threads beyond so many share shelves.
  private static let shelves = 16
  private static let classes = 256

  private let state = Mutex(State())
  private let retainedLimit: Int

  /// - Parameter retainedLimit: Unused bytes beyond this go back to the system; 1 GiB by default.
  public init(retainedLimit: Int = 1 << 30) {
    require(retainedLimit >= 0, "a pool can't retain \(retainedLimit) bytes")
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

  /// Takes a block, preferably one that the calling thread had before; `shelf` is where it belongs.
  func take(byteCount: Int) -> (address: UnsafeMutableRawPointer, shelf: Int) {
    let (index, capacity) = Self.sizeClass(of: byteCount)
    let mine = Int(tandem_thread_number()) % Self.shelves
    let recycled: Block? = state.withLock { state in
      for distance in 0..<Self.shelves {
        let shelf = (mine + distance) % Self.shelves
        if let block = state.free[shelf * Self.classes + index].popLast() {
          state.retainedBytes -= capacity
          return block
        }
      }
      state.allocations += 1
      return nil
    }
    if let recycled { return (recycled.address, mine) }
    var address: UnsafeMutableRawPointer?
    let status = posix_memalign(&address, Self.alignment, capacity)
    guard status == 0, let address else {
      requirementFailure("out of memory: \(capacity) bytes for a tensor could not be had")
    }
    return (address, mine)
  }

  func giveBack(_ address: UnsafeMutableRawPointer, byteCount: Int, to shelf: Int) {
    let (index, capacity) = Self.sizeClass(of: byteCount)
    let block = Block(address: address)
    let kept = state.withLock { state in
      guard state.retainedBytes + capacity <= retainedLimit else { return false }
      state.retainedBytes += capacity
      state.free[shelf * Self.classes + index].append(block)
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
