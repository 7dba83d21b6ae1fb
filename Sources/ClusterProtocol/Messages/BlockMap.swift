import Diagnostics

/// Which blocks of a payload travel: those of a gradient that are not zero throughout, or those of
/// the weights that have changed.
///
/// A buffer of Float32 elements is cut into blocks of ``blockLength``, the last one being what is
/// left. The payload holds the blocks that travel, in order and without gaps.
public struct BlockMap: Hashable, Sendable {
  /// The elements of a block: 256, which are 1 KiB.
  public static let blockLength = 256
  /// A buffer of more blocks, 100 million elements, travels whole.
  static let mostBlocks = 8 * mostBytes
  static let mostBytes = 48 * 1024

  /// The elements of the whole buffer.
  public let count: Int
  /// A bit for each block, the first in the lowest bit of the first byte; 1 if it travels.
  public let bits: [UInt8]
  /// The elements that travel.
  public let travellingCount: Int

  /// A map from one flag a block; nil for a buffer that is too large for one.
  ///
  /// - Parameters:
  ///   - count: The elements of the whole buffer.
  ///   - flags: Not 0 for a block that travels; as many as there are blocks.
  public init?(count: Int, flags: [UInt8]) {
    let blocks = Self.blockCount(of: count)
    require(flags.count == blocks, "\(flags.count) flags for \(blocks) blocks")
    guard blocks <= Self.mostBlocks else { return nil }
    var bits = [UInt8](repeating: 0, count: (blocks + 7) / 8)
    for block in 0..<blocks where flags[block] != 0 { bits[block / 8] |= 1 << UInt8(block % 8) }
    self.init(count: count, bits: bits)
  }

  /// A map as it came from a peer; nil unless the bits are those of a buffer of so many elements.
  public init?(count: Int, bits: [UInt8]) {
    let blocks = Self.blockCount(of: count)
    guard blocks > 0, blocks <= Self.mostBlocks, bits.count == (blocks + 7) / 8 else { return nil }
    let unused = 8 * bits.count - blocks
    guard bits[bits.count - 1].leadingZeroBitCount >= unused else { return nil }
    self.count = count
    self.bits = bits
    let travelling = bits.reduce(0) { $0 + $1.nonzeroBitCount }
    let last = blocks - 1
    let lastTravels = bits[last / 8] >> UInt8(last % 8) & 1 == 1
    let missing = lastTravels ? blocks * Self.blockLength - count : 0
    travellingCount = travelling * Self.blockLength - missing
  }

  /// How many blocks a buffer has.
  public static func blockCount(of count: Int) -> Int { (count + blockLength - 1) / blockLength }

  /// Calls a closure for each run of neighbouring blocks of one kind, from left to right.
  ///
  /// - Parameter body: Receives the elements of the run, and where in the payload they begin; nil if
  ///   they do not travel.
  public func forEachRun(_ body: (_ elements: Range<Int>, _ payloadStart: Int?) -> Void) {
    let blocks = Self.blockCount(of: count)
    var payloadStart = 0
    var block = 0
    while block < blocks {
      let first = block
      let travels = travels(block)
      block = min(blocks, end(ofRunAt: block, travels))
      let elements = first * Self.blockLength..<min(count, block * Self.blockLength)
      body(elements, travels ? payloadStart : nil)
      if travels { payloadStart += elements.count }
    }
  }

  /// The first block from a block on that is of the other kind, or one beyond the last.
  private func end(ofRunAt block: Int, _ travels: Bool) -> Int {
    var block = block
    while block / 8 < bits.count {
      let others = travels ? ~bits[block / 8] : bits[block / 8]
      let following = others >> UInt8(block % 8)
      if following != 0 { return block + following.trailingZeroBitCount }
      block += 8 - block % 8
    }
    return block
  }

  private func travels(_ block: Int) -> Bool { bits[block / 8] >> UInt8(block % 8) & 1 == 1 }
}
