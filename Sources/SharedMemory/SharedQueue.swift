import CSharedMemory
import Diagnostics

/// A queue of messages in memory that two processes share: one writes, the other reads.
///
/// A message passes without a system call while the reader looks out for it, and is read where it
/// lies: its slot is free again when the reader lets go of it. A reader that goes to sleep says so, and
/// the writer rings its ``Bell`` when it has written what there is to say.
///
/// `@unchecked Sendable`: the words that both processes write are atomic; a slot is written before
/// the count that shows it, and read before it is said to be free.
public struct SharedQueue: @unchecked Sendable {
  /// How much there is room for.
  public struct Capacity: Hashable, Sendable {
    /// Messages at once.
    public let slots: Int
    /// The bytes of a message, and of what is told of its parts; a multiple of a page.
    public let slotBytes: Int

    /// Room for some messages of some kibibytes.
    public init(slots: Int, kibibytes: Int) {
      require(
        slots >= 1 && kibibytes >= 4 && kibibytes % 4 == 0,
        "a queue of \(slots) messages of \(kibibytes) KiB")
      self.slots = slots
      slotBytes = kibibytes * 1024
    }

    /// The memory that the queue takes, a multiple of a page.
    public var byteCount: Int { SharedQueue.headerBytes + slots * slotBytes }
  }

  /// A message has at most so many parts.
  public static let mostParts = 4

  private static let headerBytes = 4096
  // Each on a cache line of its own.
  private static let (writtenOffset, takenOffset, asleepOffset) = (64, 128, 192)
  // A slot begins with whether it is in use, the number of parts and their sizes; each part begins on
  // a cache line.
  private static let (usedOffset, countOffset, sizesOffset) = (0, 8, 16)
  private static let partsOffset = 64

  private let base: UnsafeMutableRawPointer
  private let capacity: Capacity
  private let block: SharedBlock

  /// A queue in some bytes of a block, zero at first.
  public init(_ capacity: Capacity, in block: SharedBlock, at offset: Int) {
    require(
      offset >= 0 && offset % Self.headerBytes == 0
        && offset + capacity.byteCount <= block.bytes.count,
      "a queue at \(offset) of \(block.bytes.count) bytes")
    base = block.bytes.baseAddress! + offset
    self.capacity = capacity
    self.block = block
  }

  /// Whether everything that was written has been taken.
  public var isEmpty: Bool { written == taken }

  /// Appends a message of one part. A reader that sleeps has to be woken up for it.
  ///
  /// - Returns: False if the queue is full or the message too long; it is not written then.
  public func write(_ message: [UInt8]) -> Bool {
    write([message.count]) { _, place in place.copyBytes(from: message) }
  }

  /// Appends a message of several parts. A reader that sleeps has to be woken up for it.
  ///
  /// - Parameters:
  ///   - sizes: The bytes of each part.
  ///   - fill: Writes the part of an index to its place, of that part's size.
  /// - Returns: False if the queue is full or the message too long; it is not written then.
  public func write(
    _ sizes: [Int], fill: (Int, UnsafeMutableRawBufferPointer) -> Void
  ) -> Bool {
    let position = written
    let slot = slot(position)
    guard (1...Self.mostParts).contains(sizes.count),
      Self.slotBytes(ofParts: sizes) <= capacity.slotBytes,
      tandem_shared_load(slot + Self.usedOffset) == 0
    else { return false }
    slot.storeBytes(of: UInt64(sizes.count), toByteOffset: Self.countOffset, as: UInt64.self)
    var start = Self.partsOffset
    for (index, size) in sizes.enumerated() {
      slot.storeBytes(
        of: UInt64(size), toByteOffset: Self.sizesOffset + 8 * index, as: UInt64.self)
      fill(index, UnsafeMutableRawBufferPointer(start: slot + start, count: size))
      start += Self.lines(size)
    }
    tandem_shared_store(slot + Self.usedOffset, 1)
    tandem_shared_store(base + Self.writtenOffset, position &+ 1)
    return true
  }

  /// The bytes of a slot that a message of some parts needs.
  public static func slotBytes(ofParts sizes: [Int]) -> Int {
    sizes.reduce(partsOffset) { $0 + lines($1) }
  }

  private static func lines(_ size: Int) -> Int { (size + 63) / 64 * 64 }

  /// Rings the reader's bell if the reader sleeps.
  public func wakeReader(by bell: Bell) {
    if tandem_shared_load(base + Self.asleepOffset) != 0,
      tandem_shared_exchange(base + Self.asleepOffset, 0) != 0
    {
      bell.ring()
    }
  }

  /// Takes the first message, which stays where it is; nil if there is none.
  ///
  /// Nothing that the other process writes can do more than change what is read.
  public func next() -> QueuedMessage? {
    let position = taken
    guard written != position else { return nil }
    let slot = slot(position)
    let count = slot.load(fromByteOffset: Self.countOffset, as: UInt64.self)
    var parts: [UnsafeRawBufferPointer] = []
    var start = Self.partsOffset
    for index in 0..<Int(min(count, UInt64(Self.mostParts))) {
      // Read once: the other process may change it meanwhile.
      let told = slot.load(fromByteOffset: Self.sizesOffset + 8 * index, as: UInt64.self)
      let size = Int(min(told, UInt64(max(0, capacity.slotBytes - start))))
      parts.append(UnsafeRawBufferPointer(start: slot + start, count: size))
      start += Self.lines(size)
    }
    tandem_shared_store(base + Self.takenOffset, position &+ 1)
    return QueuedMessage(parts, in: block, freedBy: slot + Self.usedOffset)
  }

  /// The reader says that it is about to sleep until its bell rings; it looks once more after that.
  public func beginSleep() { tandem_shared_store(base + Self.asleepOffset, 1) }

  /// The reader says that it is awake.
  public func endSleep() { tandem_shared_store(base + Self.asleepOffset, 0) }

  private var written: UInt64 { tandem_shared_load(base + Self.writtenOffset) }
  private var taken: UInt64 { tandem_shared_load(base + Self.takenOffset) }

  private func slot(_ position: UInt64) -> UnsafeMutableRawPointer {
    let index = Int(position % UInt64(capacity.slots))
    return base + Self.headerBytes + capacity.slotBytes * index
  }
}
