@testable import Datasets

/// What a PNG file holds, read by the letter of its specification.
struct PNGFile {
  struct Chunk {
    let type: String
    let contents: [UInt8]
    let checksum: UInt32
    let hasRightChecksum: Bool
  }

  let signature: [UInt8]
  private(set) var chunks: [Chunk] = []

  init(_ bytes: [UInt8]) {
    signature = Array(bytes.prefix(8))
    var rest = bytes.dropFirst(8)
    while rest.count >= 12 {
      let length = Int(Self.number(rest))
      let checked = rest.dropFirst(4).prefix(4 + length)
      let checksum = Self.number(rest.dropFirst(8 + length))
      chunks.append(
        Chunk(
          type: String(decoding: checked.prefix(4), as: UTF8.self),
          contents: Array(checked.dropFirst(4)), checksum: checksum,
          hasRightChecksum: checksum == Gzip.checksum(Array(checked))))
      rest = rest.dropFirst(12 + length)
    }
  }

  /// The rows of the picture, unpacked, with a byte before each that says how it is filtered.
  ///
  /// - Parameter wanted: What they should be: the packed data says nothing of what is read here, gzip, but
  ///   holds the same blocks.
  func rows(expecting wanted: [UInt8]) throws -> [UInt8] {
    let stream = chunks.filter { $0.type == "IDAT" }.flatMap(\.contents)
    let blocks = Array(stream.dropFirst(2).dropLast(4))
    let unpacker = try Unpacker(
      .memory(Gzip.wrapped(blocks, of: wanted), activity: "reading a picture"))
    return try unpacker.bytes(wanted.count + 1)
  }

  /// The checksum at the end of the packed data.
  var packedChecksum: UInt32 {
    Self.number(chunks.filter { $0.type == "IDAT" }.flatMap(\.contents).suffix(4))
  }

  /// Adler's checksum. Source: RFC 1950.
  static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (first, second): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      first = (first + UInt32(byte)) % 65_521
      second = (second + first) % 65_521
    }
    return second << 16 | first
  }

  private static func number(_ bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}
