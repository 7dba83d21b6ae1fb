/// Packs without compressing, which takes no library: RFC 1952 around the stored blocks of RFC 1951.
enum Gzip {
  static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(0xFFFF)
      rest = rest.dropFirst(block.count)
      result.append(rest.isEmpty ? 1 : 0)
      result += littleEndian(UInt32(block.count), bytes: 2)
      result += littleEndian(~UInt32(block.count), bytes: 2)
      result += block
    } while !rest.isEmpty
    return wrapped(result, of: bytes)
  }

  /// Blocks with what gzip has around them.
  ///
  /// - Parameter bytes: What the blocks hold.
  static func wrapped(_ blocks: [UInt8], of bytes: [UInt8]) -> [UInt8] {
    [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + blocks + littleEndian(checksum(bytes), bytes: 4)
      + littleEndian(UInt32(bytes.count), bytes: 4)
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = (sum & 1 == 0 ? 0 : 0xEDB8_8320) ^ (sum >> 1) }
    }
    return ~sum
  }

  private static func littleEndian(_ number: UInt32, bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
  }
}
