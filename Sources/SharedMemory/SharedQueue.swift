import CSharedMemory

/// A queue of short messages in memory that two processes share: one writes, the other reads.
///
/// A message passes without a system call while the reader looks out for it. A reader that goes to
/// sleep says so, and the writer then rings its ``Bell``.
///
/// `@unchecked Sendable`: the words that both processes write are atomic; a slot is written before
/// the count that shows it, and read before the count that frees it.
public struct SharedQueue: @unchecked Sendable {
  /// The memory it takes, a multiple of a page.
  public static let byteCount = (slotCount + 1) * slotBytes
  /// The bytes of the longest message.
  public static let longestMessage = slotBytes - 8

  private static let slotCount = 8
  private static let slotBytes = 4096
  // Each on a cache line of its own.
  private static let (writtenOffset, readOffset, asleepOffset) = (64, 128, 192)

  private let base: UnsafeMutableRawPointer
  private let block: SharedBlock

  /// A queue in some bytes of a block, zero at first.
  public init(in block: SharedBlock, at offset: Int) {
    precondition(
      offset >= 0 && offset % Self.slotBytes == 0
        && offset + Self.byteCount <= block.bytes.count,
      "a queue at \(offset) of \(block.bytes.count) bytes")
    base = block.bytes.baseAddress! + offset
    self.block = block
  }

  /// Whether there is nothing to read.
  public var isEmpty: Bool { written == read }

  /// Appends a message.
  ///
  /// - Parameter bell: Rung if the reader sleeps.
  /// - Returns: False if the queue is full or the message too long; it is not written then.
  public func write(_ message: [UInt8], ringing bell: Bell) -> Bool {
    let position = written
    guard message.count <= Self.longestMessage, position &- read < UInt64(Self.slotCount) else {
      return false
    }
    let slot = slot(position)
    slot.storeBytes(of: UInt64(message.count), as: UInt64.self)
    message.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress {
        (slot + 8).copyMemory(from: source, byteCount: bytes.count)
      }
    }
    tandem_shared_store(base + Self.writtenOffset, position &+ 1)
    if tandem_shared_load(base + Self.asleepOffset) != 0,
      tandem_shared_exchange(base + Self.asleepOffset, 0) != 0
    {
      bell.ring()
    }
    return true
  }

  /// Takes the first message, copied; nil if there is none.
  ///
  /// Nothing that the other process writes can do more than change what is read.
  public func next() -> [UInt8]? {
    let position = read
    guard written != position else { return nil }
    let slot = slot(position)
    let count = Int(
      min(slot.load(as: UInt64.self), UInt64(Self.longestMessage)))
    let message = [UInt8](UnsafeRawBufferPointer(start: slot + 8, count: count))
    tandem_shared_store(base + Self.readOffset, position &+ 1)
    return message
  }

  /// The reader says that it is about to sleep until its bell rings; it looks once more after that.
  public func beginSleep() { tandem_shared_store(base + Self.asleepOffset, 1) }

  /// The reader says that it is awake.
  public func endSleep() { tandem_shared_store(base + Self.asleepOffset, 0) }

  private var written: UInt64 { tandem_shared_load(base + Self.writtenOffset) }
  private var read: UInt64 { tandem_shared_load(base + Self.readOffset) }

  private func slot(_ position: UInt64) -> UnsafeMutableRawPointer {
    base + Self.slotBytes * (1 + Int(position % UInt64(Self.slotCount)))
  }
}
