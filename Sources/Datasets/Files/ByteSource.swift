/// Bytes to be read once, from first to last: those of a file, or those of a download.
struct ByteSource {
  /// What is being done, for messages: `reading the test labels from /data/t10k-labels…`.
  let activity: String
  /// The number of bytes there are.
  let size: Int
  /// Reads what comes next, at most as much as fits, and returns 0 only at the end.
  let read: (UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int

  /// The bytes of a regular file.
  static func file(_ path: String, activity: String) throws(DatasetError) -> ByteSource {
    let file = try OpenFile(path: path, activity: activity)
    return ByteSource(activity: activity, size: file.size, read: file.read)
  }

  /// Bytes in memory.
  static func memory(_ bytes: [UInt8], activity: String) -> ByteSource {
    var position = 0
    return ByteSource(activity: activity, size: bytes.count) { buffer in
      let count = min(buffer.count, bytes.count - position)
      buffer.copyBytes(from: bytes[position..<position + count])
      position += count
      return count
    }
  }
}
