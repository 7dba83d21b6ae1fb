/// What the directory of a zip archive says of a member.
struct ZipEntry: Hashable, Sendable {
  /// How a member is packed.
  enum Method: UInt16, Sendable {
    case stored = 0
    case deflated = 8
  }

  /// Its name; bytes that are not UTF-8 are kept as paths keep them.
  let name: String
  /// How it is packed; nil if in a way that is not read here.
  let method: Method?
  /// Whether a password is needed to read it.
  let isEncrypted: Bool
  /// The CRC-32 of its contents.
  let checksum: UInt32
  /// The bytes it takes in the archive.
  let packedSize: Int
  /// The bytes of its contents.
  let size: Int
  /// Where its own header begins.
  let offset: Int
}
