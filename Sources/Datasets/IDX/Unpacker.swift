import CISAL
import Files

/// Reads a source as if it were not packed: gzip, known by its first two bytes, is inflated on the
/// way, everything else passes as it is.
///
/// One chunk of the source and ISA-L's window are all the memory it takes, whatever is packed.
final class Unpacker {
  /// Whether the source is packed.
  let isPacked: Bool
  /// How many bytes have been read from here.
  private(set) var unpackedSoFar = 0
  /// What is being done, for messages.
  var activity: String { source.activity }

  private static let chunkSize = 1 << 16
  /// Deflate spends at least a bit on 129 bytes or so: no stream unpacks to more than this times
  /// its size. Source: zlib's technical details, "maximum compression factor".
  static let maximumRatio = 1032
  /// Zeros accepted behind packed data. Tapes and block devices pad with some kilobytes; a file of
  /// nothing else must not be read for ever.
  private static let maximumPadding = 1 << 26

  private let source: ByteSource
  private let chunk: UnsafeMutableRawBufferPointer
  // In memory of its own: it holds a window of 64 KiB.
  private let stream: UnsafeMutablePointer<inflate_state>
  private var finishedMembers = 0
  private var isBetweenMembers = false
  private var padding = 0

  /// - Throws: ``DatasetError`` if the source cannot be read.
  init(_ source: ByteSource) throws(DatasetError) {
    self.source = source
    chunk = .allocate(byteCount: Self.chunkSize, alignment: 16)
    stream = .allocate(capacity: 1)
    isal_inflate_init(stream)
    stream.pointee.crc_flag = UInt32(ISAL_GZIP)
    var first = 0
    var failure: DatasetError?
    do throws(DatasetError) {
      while first < 2 {
        let count = try source.read(UnsafeMutableRawBufferPointer(rebasing: chunk[first...]))
        if count == 0 { break }
        first += count
      }
    } catch {
      failure = error
    }
    isPacked = first >= 2 && chunk[0] == 0x1F && chunk[1] == 0x8B
    stream.pointee.next_in = chunk.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(first)
    if let failure { throw failure }
  }

  deinit {
    stream.deallocate()
    chunk.deallocate()
  }

  /// No more bytes than this can come out.
  var maximumSize: Int {
    isPacked ? min(source.size, 1 << 40) * Self.maximumRatio : source.size
  }

  /// Reads until the buffer is full or the source at its end.
  ///
  /// - Returns: The number of bytes read.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    var filled = 0
    while filled < buffer.count {
      if isBetweenMembers, try !skipPadding() { break }
      if !isPacked && stream.pointee.avail_in == 0 {
        // Nothing has been taken that is not given away: the rest needs no detour.
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        let count = try source.read(rest)
        if count == 0 { break }
        filled += count
        unpackedSoFar += count
        continue
      }
      let isExhausted = stream.pointee.avail_in == 0 ? try !refill() : false
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = isPacked ? try inflate(into: rest) : copy(into: rest)
      // What has been taken from the source may give something still.
      if count == 0 && isExhausted && !isBetweenMembers { throw unfinished() }
      filled += count
      unpackedSoFar += count
    }
    return filled
  }

  /// What a file seems to be that is not what was wanted.
  ///
  /// - Parameter beginning: All that has been read of it.
  func kind(after beginning: [UInt8]) -> FileKind? {
    let rest = try? bytes(max(0, FileKind.sampleSize - beginning.count))
    return FileKind(of: beginning + (rest ?? []))
  }

  /// Reads so many bytes, or what there is; for counts that are small.
  func bytes(_ count: Int) throws(DatasetError) -> [UInt8] {
    try [UInt8](count: count, filledBy: read)
  }

  /// Reads a big-endian number of four bytes; the count says how many bytes there were.
  func readFour() throws(DatasetError) -> (number: UInt32, count: Int) {
    var number: UInt32 = 0
    var count = 0
    try withUnsafeMutableBytes(of: &number) { buffer throws(DatasetError) in
      count = try read(into: buffer)
    }
    return (UInt32(bigEndian: number), count)
  }

  /// Whether nothing is left; reads a byte to see.
  func isAtEnd() throws(DatasetError) -> Bool {
    var byte: UInt8 = 0
    var count = 0
    try withUnsafeMutableBytes(of: &byte) { buffer throws(DatasetError) in
      count = try read(into: buffer)
    }
    return count == 0
  }

  /// Passes over the zeros that may follow a member, as gzip and Python do.
  ///
  /// - Returns: Whether anything else follows.
  private func skipPadding() throws(DatasetError) -> Bool {
    while true {
      if stream.pointee.avail_in == 0, try !refill() { return false }
      guard stream.pointee.next_in.pointee == 0 else { return true }
      stream.pointee.next_in += 1
      stream.pointee.avail_in -= 1
      padding += 1
      guard padding <= Self.maximumPadding else {
        throw DatasetError(
          .oversized, activity,
          problem: "more than \(Self.maximumPadding) zeros follow the packed data",
          remedy: "Fetch the file again")
      }
    }
  }

  private func refill() throws(DatasetError) -> Bool {
    let count = try source.read(chunk)
    stream.pointee.next_in = chunk.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
    return count > 0
  }

  private func copy(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, Int(stream.pointee.avail_in))
    buffer.copyMemory(from: UnsafeRawBufferPointer(start: stream.pointee.next_in, count: count))
    stream.pointee.next_in += count
    stream.pointee.avail_in -= UInt32(count)
    return count
  }

  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    if isBetweenMembers {
      isal_inflate_reset(stream)
      isBetweenMembers = false
    }
    let room = min(buffer.count, 1 << 30)
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    let status = isal_inflate(stream)
    guard status >= ISAL_DECOMP_OK else { throw damaged(status) }
    if stream.pointee.block_state == ISAL_BLOCK_FINISH {
      isBetweenMembers = true
      finishedMembers += 1
    }
    return room - Int(stream.pointee.avail_out)
  }

  /// Whether what is being read lies behind a whole gzip member and has given nothing yet.
  private var isBehindPackedData: Bool { finishedMembers > 0 && stream.pointee.total_out == 0 }

  private func unfinished() -> DatasetError {
    if isBehindPackedData { return trailing() }
    return DatasetError(
      .truncated, activity, problem: "the gzip stream ends before its end",
      remedy: "Fetch the file again")
  }

  private func damaged(_ status: Int32) -> DatasetError {
    if isBehindPackedData { return trailing() }
    let reason =
      switch status {
      case ISAL_INCORRECT_CHECKSUM: "its checksum is wrong"
      case ISAL_INVALID_WRAPPER, ISAL_UNSUPPORTED_METHOD: "its header is wrong"
      default: "a block cannot be read"
      }
    return DatasetError(
      .damaged, activity, problem: "the gzip stream is damaged: \(reason)",
      remedy: "Fetch the file again")
  }

  private func trailing() -> DatasetError {
    DatasetError(
      .oversized, activity, problem: "something that is not gzip follows the packed data",
      remedy: "Fetch the file again")
  }
}
