import TestSupport
import Testing

@testable import Digests

/// Values of FIPS 180-4's examples, and of Python's hashlib for the third and fourth.
@Suite(.computing) struct SHA256Tests {
  static let known: [(bytes: [UInt8], digest: String)] = [
    ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (
      Array("abc".utf8),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    ),
    (
      (0..<1000).map { UInt8($0 % 251) },
      "4e4c294b331f7a2099a379bec34b9f9fc03dc46ab465d998f4d683da53487e6d"
    ),
    (
      Array(repeating: 0x61, count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test("Digests are those of the standard", arguments: known)
  func isKnown(bytes: [UInt8], digest: String) {
    #expect(Self.text(SHA256.hash(bytes)) == digest)
  }

  @Test("Bytes that come in parts have the digest of the whole", arguments: [1, 7, 64, 999])
  func parts(length: Int) {
    let bytes = (0..<1000).map { UInt8($0 % 251) }
    let function = SHA256()
    for start in stride(from: 0, to: bytes.count, by: length) {
      function.update(Array(bytes[start..<min(start + length, bytes.count)]))
    }
    #expect(function.finalize() == SHA256.hash(bytes))
  }

  private static func text(_ digest: [UInt8]) -> String {
    digest.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
