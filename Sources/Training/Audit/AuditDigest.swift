import Digests
import Files

/// The digest of a tensor's bits: the first 128 bits of their SHA-256.
public struct AuditDigest: Sendable, Hashable, CustomStringConvertible {
  private let high: UInt64
  private let low: UInt64

  /// Digests bytes in memory.
  ///
  /// Numbers must stand there in little-endian order, as they do on all machines that Tandem runs
  /// on.
  public init(of bytes: UnsafeRawBufferPointer) {
    var halves: [UInt64] = [0, 0]
    for (index, byte) in SHA256.hash(bytes).prefix(16).enumerated() {
      halves[index / 8] = halves[index / 8] << 8 | UInt64(byte)
    }
    (high, low) = (halves[0], halves[1])
  }

  /// Digests Float32 values as little-endian bytes.
  public init(of values: UnsafeBufferPointer<Float>) {
    self = LittleEndian.withBytes(of: values) { AuditDigest(of: $0) }
  }

  /// Digests Float32 values as little-endian bytes.
  public init(of values: [Float]) {
    self = values.withUnsafeBufferPointer { AuditDigest(of: $0) }
  }

  /// Reads a digest from its 32 hexadecimal digits; nil for anything else.
  public init?(_ text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 32, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    (self.high, self.low) = (high, low)
  }

  /// The 32 hexadecimal digits.
  public var description: String { Hexadecimal.text(of: high) + Hexadecimal.text(of: low) }
}
