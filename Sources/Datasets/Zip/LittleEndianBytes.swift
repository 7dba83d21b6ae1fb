/// Little-endian numbers among bytes whose count has been checked.
struct LittleEndianBytes {
  private let bytes: ArraySlice<UInt8>

  /// The bytes, numbered from 0 whatever their indices are.
  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  /// How many there are.
  var count: Int { bytes.count }

  /// A number of two bytes.
  func two(at offset: Int) -> Int { Int(number(at: offset, bytes: 2)) }
  /// A number of four bytes.
  func four(at offset: Int) -> Int { Int(number(at: offset, bytes: 4)) }
  /// A number of eight bytes; nil if it is more than can be counted here.
  func eight(at offset: Int) -> Int? { Int(exactly: number(at: offset, bytes: 8)) }

  /// Whether a mark of four bytes stands there.
  func hasMark(_ mark: UInt32, at offset: Int = 0) -> Bool {
    offset >= 0 && count - offset >= 4 && four(at: offset) == Int(mark)
  }

  /// Some of the bytes.
  subscript(range: Range<Int>) -> ArraySlice<UInt8> {
    bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound]
  }

  private func number(at offset: Int, bytes size: Int) -> UInt64 {
    self[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
