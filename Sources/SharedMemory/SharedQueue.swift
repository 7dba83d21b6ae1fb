import CSharedMemory

/// A queue of messages in memory that two processes share: one writes, the other reads.
///
/// A message passes without a system call while the reader looks out for it. A reader that goes to
/// sleep says so, and the writer rings its ``Bell`` when it has written what there is to say.
///
/// `@unchecked Sendable`: the words that both processes write are atomic; a slot is written before
/// the count that shows it, and read before the count that frees it.
public struct SharedQueue: @unchecked Sendable {
  /// How much there is room for.
  public struct Capacity: Hashable, Sendable {
    /// Messages at once.
    public let slots: Int
    /// The bytes of a message, and of what is told of its parts; a multiple of a page.
    public let slotBytes: Int

    /// Room for some messages of some kibibytes.
    public init(slots: Int, kibibytes: Int) {
      precondition(
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
  private static let (writtenOffset, readOffset, asleepOffset) = (64, 128, 192)
  // A slot begins with the number of parts and their sizes.
  private static let partsOffset = 8 * (1 + mostParts)

  private let base: UnsafeMutableRawPointer
  private let capacity: Capacity
  private let block: SharedBlock

  /// A queue in some bytes of a block, zero at first.
  public init(_ capacity: Capacity, in block: SharedBlock, at offset: Int) {
    precondition(
      offset >= 0 && offset % Self.headerBytes == 0
        && offset + capacity.byteCount <= block.bytes.count,
      "a queue at \(offset) of \(block.bytes.count) bytes")
    base = block.bytes.baseAddress! + offset
    self.capacity = capacity
    self.block = block
  }

  /// Whether there is nothing to read.
  public var isEmpty: Bool { written == read }

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
    guard (1...Self.mostParts).contains(sizes.count),
      sizes.reduce(Self.partsOffset, +) <= capacity.slotBytes,
      position &- read < UInt64(capacity.slots)
    else { return false }
    let slot = slot(position)
    slot.storeBytes(of: UInt64(sizes.count), as: UInt64.self)
    var start = Self.partsOffset
    for (index, size) in sizes.enumerated() {
      slot.storeBytes(of: UInt64(size), toByteOffset: 8 * (1 + index), as: UInt64.self)
      fill(index, UnsafeMutableRawBufferPointer(start: slot + start, count: size))
      start += size
    }
    tandem_shared_store(base + Self.writtenOffset, position &+ 1)
    return true
  }

  /// Rings the reader's bell if the reader sleeps.
  public func wakeReader(by bell: Bell) {
    if tandem_shared_load(base + Self.asleepOffset) != 0,
      tandem_shared_exchange(base + Self.asleepOffset, 0) != 0
    {
      bell.ring()
    }
  }

  /// Takes the first message, its parts copied; nil if there is none.
  ///
  /// Nothing that the other process writes can do more than change what is read.
  public func next() -> [[UInt8]]? {
    let position = read
    guard written != position else { return nil }
    let slot = slot(position)
    let count = Int(min(slot.load(as: UInt64.self), UInt64(Self.mostParts)))
    var parts: [[UInt8]] = []
    var start = Self.partsOffset
    for index in 0..<count {
      // Read once: the other process may change it meanwhile.
      let told = slot.load(fromByteOffset: 8 * (1 + index), as: UInt64.self)
      let size = Int(min(told, UInt64(capacity.slotBytes - start)))
      parts.append([UInt8](UnsafeRawBufferPointer(start: slot + start, count: size)))
      start += size
    }
    tandem_shared_store(base + Self.readOffset, position &+ 1)
    return parts
  }

  /// The reader says that it is about to sleep until its bell rings; it looks once more after that.
  public func beginSleep() { tandem_shared_store(base + Self.asleepOffset, 1) }

  /// The reader says that it is awake.
  public func endSleep() { tandem_shared_store(base + Self.asleepOffset, 0) }

  private var written: UInt64 { tandem_shared_load(base + Self.writtenOffset) }
  private var read: UInt64 { tandem_shared_load(base + Self.readOffset) }

  private func slot(_ position: UInt64) -> UnsafeMutableRawPointer {
    let index = Int(position % UInt64(capacity.slots))
    return base + Self.headerBytes + capacity.slotBytes * index
  }
}
