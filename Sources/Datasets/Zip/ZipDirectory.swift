import Files

/// The directory at the end of a zip archive.
struct ZipDirectory {
  /// What it lists, in its order.
  let entries: [ZipEntry]
  /// Where it begins.
  let offset: Int

  /// The most bytes of a directory: a million members.
  private static let maximumSize = 1 << 26
  /// The bytes of the record at the end, without the comment that may follow it.
  private static let endSize = 22
  /// The bytes of the record that leads to the one of ZIP64.
  private static let locatorSize = 20

  /// Reads the directory of an archive.
  init(of file: OpenFile, activity: String) throws(DatasetError) {
    let tail = try Self.tail(of: file)
    guard let place = Self.endOffset(in: tail) else {
      throw try Self.missing(in: file, activity: activity)
    }
    let endOffset = file.size - tail.count + place
    let end = LittleEndianBytes(tail[place...])
    var (disk, count, size, offset) = (
      end.two(at: 4), end.two(at: 10), end.four(at: 12), end.four(at: 16)
    )
    var limit = endOffset
    if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF || disk == 0xFFFF {
      let large = try Self.largeEnd(of: file, before: endOffset, activity: activity)
      (disk, count, size, offset, limit) =
        (large.disk, large.count, large.size, large.offset, large.place)
    }
    guard disk == 0 else {
      throw DatasetError(
        .unsupported, activity, problem: "it is one part of an archive of several files",
        remedy: "Write it as one file")
    }
    guard offset >= 0, size >= 0, offset <= limit, size <= limit - offset else {
      throw Self.damaged(
        activity, "its directory of \(size) bytes from byte \(offset) on reaches behind its end")
    }
    guard size <= Self.maximumSize else {
      throw DatasetError(
        .tooLarge, activity, problem: "its directory takes \(size) bytes, for \(count) members",
        remedy: "Write it with fewer members")
    }
    let bytes = try Self.bytes(of: file, from: offset, count: size)
    guard bytes.count == size else {
      throw DatasetError(
        .truncated, activity, problem: "it has become shorter while it was read",
        remedy: "Fetch the file again")
    }
    self.offset = offset
    entries = try Self.entries(in: bytes, count: count, activity: activity)
  }

  private static func bytes(
    of file: OpenFile, from offset: Int, count: Int
  ) throws(DatasetError) -> [UInt8] {
    try [UInt8](count: count) { buffer throws(DatasetError) in
      try file.read(into: buffer, at: offset)
    }
  }

  /// As much of the end as a record with the longest comment takes.
  private static func tail(of file: OpenFile) throws(DatasetError) -> [UInt8] {
    let count = min(file.size, endSize + 0xFFFF)
    return try bytes(of: file, from: file.size - count, count: count)
  }

  /// Where the last record is whose comment ends with the file.
  private static func endOffset(in tail: [UInt8]) -> Int? {
    guard tail.count >= endSize else { return nil }
    let bytes = LittleEndianBytes(tail[...])
    return (0...tail.count - endSize).reversed().first {
      bytes.hasMark(0x0605_4B50, at: $0) && $0 + endSize + bytes.two(at: $0 + 20) == tail.count
    }
  }

  private static func missing(
    in file: OpenFile, activity: String
  ) throws(DatasetError) -> DatasetError {
    let beginning = try bytes(of: file, from: 0, count: min(file.size, FileKind.sampleSize))
    if beginning.isEmpty || beginning.starts(with: [0x50, 0x4B]) {
      return DatasetError(
        .truncated, activity,
        problem: beginning.isEmpty
          ? "it is empty" : "it ends before its directory, which stands at the end of an archive",
        remedy: "Fetch the file again")
    }
    let kind = FileKind(of: beginning).map { ": this is \($0)" } ?? ""
    return DatasetError(
      .wrongMagic, activity, problem: "it is no zip archive, as a file of numpy.savez is\(kind)",
      remedy: "Put the right file there")
  }

  private static func damaged(_ activity: String, _ problem: String) -> DatasetError {
    DatasetError(.damaged, activity, problem: problem, remedy: "Fetch the file again")
  }

  /// What the record of ZIP64 says instead of the one with the small numbers.
  private static func largeEnd(
    of file: OpenFile, before endOffset: Int, activity: String
  ) throws(DatasetError) -> (disk: Int, count: Int, size: Int, offset: Int, place: Int) {
    let lost = damaged(activity, "the record of its directory for large archives is not there")
    guard endOffset >= locatorSize else { throw lost }
    let locator = LittleEndianBytes(
      try bytes(of: file, from: endOffset - locatorSize, count: locatorSize)[...])
    guard locator.count == locatorSize, locator.hasMark(0x0706_4B50),
      let place = locator.eight(at: 8), place <= endOffset - locatorSize - 56
    else { throw lost }
    let record = LittleEndianBytes(try bytes(of: file, from: place, count: 56)[...])
    guard record.count == 56, record.hasMark(0x0606_4B50), let count = record.eight(at: 32),
      let size = record.eight(at: 40), let offset = record.eight(at: 48)
    else { throw lost }
    return (record.four(at: 16), count, size, offset, place)
  }

  private static func entries(
    in bytes: [UInt8], count: Int, activity: String
  ) throws(DatasetError) -> [ZipEntry] {
    var entries: [ZipEntry] = []
    var position = 0
    while position < bytes.count {
      guard let (entry, length) = ZipEntry.read(from: LittleEndianBytes(bytes[position...])) else {
        throw damaged(activity, "entry \(entries.count) of its directory can't be read")
      }
      entries.append(entry)
      position += length
    }
    guard entries.count == count else {
      throw damaged(activity, "its directory has \(entries.count) entries, and not \(count)")
    }
    return entries
  }
}

extension ZipEntry {
  /// Reads an entry of a directory, and how many bytes it takes; nil if it is damaged.
  fileprivate static func read(from bytes: LittleEndianBytes) -> (ZipEntry, length: Int)? {
    guard bytes.count >= 46, bytes.hasMark(0x0201_4B50) else { return nil }
    let nameEnd = 46 + bytes.two(at: 28)
    let extraEnd = nameEnd + bytes.two(at: 30)
    let length = extraEnd + bytes.two(at: 32)
    guard length <= bytes.count else { return nil }
    var large = LargeNumbers(extra: LittleEndianBytes(bytes[nameEnd..<extraEnd]))
    guard let size = large.replacing(bytes.four(at: 24)),
      let packedSize = large.replacing(bytes.four(at: 20)),
      let offset = large.replacing(bytes.four(at: 42))
    else { return nil }
    let entry = ZipEntry(
      name: String(path: bytes[46..<nameEnd]),
      method: Method(rawValue: UInt16(bytes.two(at: 10))),
      isEncrypted: bytes.two(at: 8) & 1 == 1, checksum: UInt32(bytes.four(at: 16)),
      packedSize: packedSize, size: size, offset: offset)
    return (entry, length)
  }

  /// The numbers of eight bytes that stand for those that are too large for four.
  private struct LargeNumbers {
    private let field: LittleEndianBytes
    private var position = 0

    init(extra: LittleEndianBytes) {
      var position = 0
      while extra.count - position >= 4 {
        let end = position + 4 + extra.two(at: position + 2)
        guard end <= extra.count else { break }
        if extra.two(at: position) == 1 {
          field = LittleEndianBytes(extra[position + 4..<end])
          return
        }
        position = end
      }
      field = LittleEndianBytes([])
    }

    /// The next of them, if the small number stands for it; nil if it is not there.
    mutating func replacing(_ small: Int) -> Int? {
      guard small == 0xFFFF_FFFF else { return small }
      guard field.count - position >= 8 else { return nil }
      defer { position += 8 }
      return field.eight(at: position)
    }
  }
}
