import CCrypto
import Diagnostics

/// SHA-256 of bytes that come bit by bit (FIPS 180-4), computed by the system's libcrypto.
package struct SHA256: ~Copyable {
  /// How many bytes a digest has.
  package static let byteCount = 32

  private let context: OpaquePointer

  /// Begins with no bytes.
  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      requirementFailure(
        "the system's libcrypto offers no SHA-256; check its configuration, openssl.cnf")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes behind those before.
  package func update(_ bytes: UnsafeRawBufferPointer) {
    let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    guard status == 1 else { requirementFailure("SHA-256 of \(bytes.count) more bytes failed") }
  }

  /// Adds bytes behind those before.
  package func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The 32 bytes of the digest; nothing can be added any more.
  package consuming func finalize() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
      guard EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1 else {
        requirementFailure("SHA-256 could not be brought to its end")
      }
      count = Self.byteCount
    }
  }

  /// The digest of bytes in memory.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let function = SHA256()
    function.update(bytes)
    return function.finalize()
  }

  /// The digest of bytes in memory.
  package static func hash(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { hash($0) }
  }
}
