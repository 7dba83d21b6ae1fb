import Digests
import Files

/// The contents of an IDX file, unpacked and checked against its header.
struct IDXFile: Sendable {
  /// What it holds, and how many.
  let header: IDXHeader
  /// The examples, one behind the other.
  let payload: SharedBytes

  /// The SHA-256 of the unpacked file.
  var sha256: String {
    // The checked header has one spelling, so that it can be written again instead of kept.
    let hasher = SHA256()
    hasher.update(header.bytes)
    payload.withUnsafeBytes { hasher.update($0) }
    return Hexadecimal.text(of: hasher.finalize())
  }

  /// Reads a file, packed by gzip or not.
  ///
  /// The memory asked for is bounded by what the size of the source makes possible, and by
  /// ``IDXHeader/maximumPayload``.
  ///
  /// - Throws: ``DatasetError`` if the file is not exactly what its header announces.
  init(layout: IDXLayout, from source: ByteSource) throws(DatasetError) {
    let unpacker = try Unpacker(source)
    let header = try IDXHeader(layout: layout, from: unpacker)
    let wanted = header.payloadSize
    let available = unpacker.maximumSize - layout.headerSize
    guard available >= wanted else {
      throw Self.truncated(
        source.activity, wanted: wanted,
        found: unpacker.isPacked ? "at most \(available) can be packed" : "only \(available) are")
    }
    payload = try SharedBytes(count: wanted) { buffer throws(DatasetError) in
      let count = try unpacker.read(into: buffer)
      guard count == wanted else {
        throw Self.truncated(source.activity, wanted: wanted, found: "only \(count) are")
      }
    }
    // Also has gzip's own checksum verified, which stands behind the last byte.
    guard try unpacker.isAtEnd() else {
      throw DatasetError(
        .oversized, source.activity,
        problem: "it goes on behind the \(wanted) bytes that its header announces",
        remedy: "Fetch the file again")
    }
    self.header = header
  }

  private static func truncated(
    _ activity: String, wanted: Int, found: String
  ) -> DatasetError {
    DatasetError(
      .truncated, activity,
      problem: "its header announces \(wanted) bytes of examples, but \(found) there",
      remedy: "Fetch the file again")
  }
}
