import Files

/// A zip archive, whose directory has been read and checked.
///
/// Format: PKWARE, "APPNOTE.TXT", with its ZIP64 extensions; no encryption, and no archive that spans
/// several files.
struct ZipArchive: Sendable {
  /// Where it is.
  let path: String
  /// What its directory lists, in its order.
  let entries: [ZipEntry]
  private let file: OpenFile
  /// Where the directory begins: all members lie before.
  private let end: Int

  /// Opens an archive and reads its directory.
  ///
  /// - Throws: ``DatasetError`` if it can't be read or its directory is damaged.
  init(path: String) throws(DatasetError) {
    self.path = path
    let activity = "reading \(path)"
    file = try OpenFile(path: path, activity: activity)
    let directory = try ZipDirectory(of: file, activity: activity)
    entries = directory.entries
    end = directory.offset
  }

  /// The contents of a member, to be read once. At their end the checksum is verified.
  ///
  /// - Throws: ``DatasetError`` if the member can't be read here, or its header is damaged.
  func source(of entry: ZipEntry, called name: String) throws(DatasetError) -> ByteSource {
    let activity = "reading \(name.showingBytesOfPaths) from \(path)"
    func failure(
      _ code: DatasetError.Code, _ problem: String, _ remedy: String = "Fetch the file again"
    ) -> DatasetError {
      DatasetError(code, activity, problem: problem, remedy: remedy)
    }
    guard !entry.isEncrypted else {
      throw failure(.unsupported, "it is encrypted", "Write the archive without a password")
    }
    guard let method = entry.method else {
      throw failure(
        .unsupported, "it is packed in another way than by deflate",
        "Write the archive with numpy.savez or numpy.savez_compressed")
    }
    // Read for its length alone: what it says besides, the directory says too.
    let header = try [UInt8](count: 30) { buffer throws(DatasetError) in
      try file.read(into: buffer, at: entry.offset)
    }
    let bytes = LittleEndianBytes(header[...])
    guard bytes.count == 30, bytes.hasMark(0x0403_4B50) else {
      throw failure(
        .damaged, "it does not begin at byte \(entry.offset), where the directory has it")
    }
    let start = entry.offset + 30 + bytes.two(at: 26) + bytes.two(at: 28)
    guard start <= end, entry.packedSize <= end - start else {
      throw failure(
        .truncated, "its \(entry.packedSize) bytes from byte \(start) on reach into the directory")
    }
    let possible =
      method == .stored
      ? entry.packedSize == entry.size
      : entry.size / Unpacker.maximumRatio <= entry.packedSize
    guard possible else {
      throw failure(
        .damaged,
        "its \(entry.packedSize) bytes can't be \(entry.size) bytes, as the directory says")
    }
    let reader = ZipMemberReader(
      entry: entry, isDeflated: method == .deflated, file: file, start: start, activity: activity)
    return ByteSource(activity: activity, size: entry.size, read: reader.read)
  }
}
