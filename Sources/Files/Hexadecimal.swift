/// Bytes as hexadecimal digits.
package enum Hexadecimal {
  /// Two lower-case digits a byte.
  package static func text(of bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Sixteen lower-case digits.
  package static func text(of value: UInt64) -> String {
    withUnsafeBytes(of: value.bigEndian) { text(of: $0) }
  }
}
