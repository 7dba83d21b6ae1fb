import CISAL

/// Reads the contents of a member of a zip archive, unpacking on the way.
///
/// One chunk of the file and ISA-L's window are all the memory it takes, whatever is packed.
final class ZipMemberReader {
  private static let chunkSize = 1 << 16

  private let entry: ZipEntry
  private let file: OpenFile
  private let activity: String
  /// What has been given, and its checksum.
  private var given = 0
  private var checksum: UInt32 = 0
  /// What has not been taken from the file, and where it begins.
  private var left: Int
  private var place: Int
  private let chunk: UnsafeMutableRawBufferPointer
  // In memory of its own: it holds a window of 64 KiB. Nil where nothing is packed.
  private let stream: UnsafeMutablePointer<inflate_state>?

  /// - Parameters:
  ///   - entry: The member.
  ///   - isDeflated: Whether it is packed.
  ///   - file: The archive.
  ///   - start: Where its bytes begin.
  ///   - activity: What is being done, for messages.
  init(entry: ZipEntry, isDeflated: Bool, file: OpenFile, start: Int, activity: String) {
    self.entry = entry
    self.file = file
    self.activity = activity
    left = entry.packedSize
    place = start
    chunk = .allocate(byteCount: isDeflated ? Self.chunkSize : 0, alignment: 16)
    stream = isDeflated ? .allocate(capacity: 1) : nil
    if let stream {
      isal_inflate_init(stream)
      stream.pointee.crc_flag = UInt32(ISAL_DEFLATE)
      stream.pointee.avail_in = 0
    }
  }

  deinit {
    stream?.deallocate()
    chunk.deallocate()
  }

  /// Reads what comes next, at most as much as fits; 0 only at the end, where all has been verified.
  func read(_ buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    let room = UnsafeMutableRawBufferPointer(
      rebasing: buffer[..<min(buffer.count, entry.size - given, 1 << 30)])
    if room.isEmpty {
      try verify()
      return 0
    }
    let count =
      if let stream { try inflate(stream, into: room) } else { try take(into: room) }
    guard count > 0 else { throw short() }
    checksum = crc32_gzip_refl(
      checksum, room.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(count))
    given += count
    return count
  }

  /// Takes bytes from the file, as many as belong to the member.
  private func take(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    let wanted = min(buffer.count, left)
    let count = try file.read(
      into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: place)
    left -= count
    place += count
    return count
  }

  /// Unpacks what comes next; 0 only where no more can come.
  private func inflate(
    _ stream: UnsafeMutablePointer<inflate_state>, into buffer: UnsafeMutableRawBufferPointer
  ) throws(DatasetError) -> Int {
    while stream.pointee.block_state != ISAL_BLOCK_FINISH {
      var isExhausted = false
      if stream.pointee.avail_in == 0 {
        let count = try take(into: chunk)
        stream.pointee.next_in = chunk.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
        isExhausted = count == 0
      }
      stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(buffer.count)
      guard isal_inflate(stream) >= ISAL_DECOMP_OK else {
        throw damaged("a block of what is packed can't be read")
      }
      let count = buffer.count - Int(stream.pointee.avail_out)
      // What has been taken from the file may give something still.
      if count > 0 || isExhausted { return count }
    }
    return 0
  }

  /// Checks that nothing is left and that what was given is what was packed.
  private func verify() throws(DatasetError) {
    if let stream {
      var byte: UInt8 = 0
      var count = 0
      try withUnsafeMutableBytes(of: &byte) { buffer throws(DatasetError) in
        count = try inflate(stream, into: buffer)
      }
      guard count == 0 else {
        throw DatasetError(
          .oversized, activity,
          problem: "it goes on behind the \(entry.size) bytes that the directory announces",
          remedy: "Fetch the file again")
      }
      guard stream.pointee.block_state == ISAL_BLOCK_FINISH else { throw short() }
      guard left == 0 && stream.pointee.avail_in == 0 else {
        throw damaged("something that is not packed follows what is")
      }
    }
    guard checksum == entry.checksum else {
      throw damaged("its CRC-32 is not the one that the directory has")
    }
  }

  private func short() -> DatasetError {
    DatasetError(
      .truncated, activity,
      problem: "it ends after \(given) of the \(entry.size) bytes that the directory announces",
      remedy: "Fetch the file again")
  }

  private func damaged(_ problem: String) -> DatasetError {
    DatasetError(.damaged, activity, problem: problem, remedy: "Fetch the file again")
  }
}
