import CSharedMemory
import Diagnostics
import Synchronization

/// A queue of messages in memory that two processes share: one writes, the other reads.
///
/// A message passes without a system call while the reader looks out for it, and is read where it
/// lies: its slot is free again when the reader lets go of it. A reader that goes to sleep says so, and
/// the writer rings its ``Bell`` when it has written what there is to say.
///
/// Each end keeps its own place for itself and only tells the other, so that nothing the other process
/// writes can move it. A count that can't be true is the mark of a process that is broken or worse; the
/// queue is not read any more then, since a count that runs away would keep the reader for ever.
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

  /// Which end of a queue somebody has.
  public enum End: Sendable {
    /// Messages are written.
    case writer
    /// Messages are read.
    case reader
  }

  /// A message has at most so many parts: an envelope, and a column for each of 16 fields.
  public static let mostParts = 17

  private static let headerBytes = 4096
  // Each on a cache line of its own.
  private static let (writtenOffset, takenOffset, asleepOffset) = (64, 128, 192)
  // A slot begins with whether it is in use, the number of parts and their sizes; each part begins on
  // a cache line.
  private static let (usedOffset, countOffset, sizesOffset) = (0, 8, 16)
  private static let partsOffset = 192

  private let base: UnsafeMutableRawPointer
  private let capacity: Capacity
  private let block: SharedBlock
  private let end: End
  private let state: State

  // How many messages this end has written or taken, and whether the other end was caught lying.
  private final class State: Sendable {
    let position: Atomic<UInt64>
    let isBroken = Atomic(false)

    init(position: UInt64) { self.position = Atomic(position) }
  }

  /// An end of a queue in some bytes of a block, zero at first.
  public init(_ capacity: Capacity, in block: SharedBlock, at offset: Int, as end: End) {
    require(
      offset >= 0 && offset % Self.headerBytes == 0
        && offset + capacity.byteCount <= block.bytes.count,
      "a queue at \(offset) of \(block.bytes.count) bytes")
    base = block.bytes.baseAddress! + offset
    self.capacity = capacity
    self.block = block
    self.end = end
    state = State(
      position: tandem_shared_load(
        base + (end == .writer ? Self.writtenOffset : Self.takenOffset)))
  }

  /// Whether everything that was written has been taken, as far as the other end is to be believed. A
  /// broken queue has nothing more for its reader.
  public var isEmpty: Bool {
    switch end {
    case .writer: tandem_shared_load(base + Self.takenOffset) == position
    case .reader: isBroken || tandem_shared_load(base + Self.writtenOffset) == position
    }
  }

  /// Whether the writer was caught at a count or a slot that can't be; nothing is read any more then.
  public var isBroken: Bool { state.isBroken.load(ordering: .relaxed) }

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
    require(end == .writer, "the reader of a queue can't write to it")
    let position = position
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
    state.position.store(position &+ 1, ordering: .relaxed)
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

  /// Takes the first message, which stays where it is; nil if there is none, or if the queue is broken.
  ///
  /// Nothing that the other process writes can do more than change what is read.
  public func next() -> QueuedMessage? {
    require(end == .reader, "the writer of a queue can't read it")
    let position = position
    let ahead = tandem_shared_load(base + Self.writtenOffset) &- position
    guard ahead != 0, !isBroken else { return nil }
    let slot = slot(position)
    // There are never more than there are slots, and a slot is in use before it counts as written.
    guard ahead <= UInt64(capacity.slots), tandem_shared_load(slot + Self.usedOffset) == 1 else {
      state.isBroken.store(true, ordering: .relaxed)
      return nil
    }
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
    state.position.store(position &+ 1, ordering: .relaxed)
    tandem_shared_store(base + Self.takenOffset, position &+ 1)
    return QueuedMessage(parts, in: block, freedBy: slot + Self.usedOffset)
  }

  /// The reader says that it is about to sleep until its bell rings; it looks once more after that.
  public func beginSleep() { tandem_shared_store(base + Self.asleepOffset, 1) }

  /// The reader says that it is awake.
  public func endSleep() { tandem_shared_store(base + Self.asleepOffset, 0) }

  private var position: UInt64 { state.position.load(ordering: .relaxed) }

  private func slot(_ position: UInt64) -> UnsafeMutableRawPointer {
    let index = Int(position % UInt64(capacity.slots))
    return base + Self.headerBytes + capacity.slotBytes * index
  }
}
