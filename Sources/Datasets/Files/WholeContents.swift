import Foundation

/// Reads all that a source holds, however much that turns out to be.
enum WholeContents {
  /// - Returns: The contents, unpacked.
  /// - Throws: ``DatasetError`` if they can't be read, or are more than ``DataArray/maximumByteCount``.
  static func read(_ unpacker: Unpacker) throws(DatasetError) -> SharedBytes {
    unpacker.isPacked ? try unpacked(unpacker) : try plain(unpacker)
  }

  private static func plain(_ unpacker: Unpacker) throws(DatasetError) -> SharedBytes {
    let size = unpacker.maximumSize
    guard size <= DataArray.maximumByteCount else { throw tooLarge(unpacker) }
    let contents = try SharedBytes(count: size, for: unpacker.activity) {
      buffer throws(DatasetError) in
      guard try unpacker.read(into: buffer) == size else { throw changed(unpacker) }
    }
    guard try unpacker.isAtEnd() else { throw changed(unpacker) }
    return contents
  }

  /// Takes more memory as more comes out: nothing says beforehand how much that will be.
  private static func unpacked(_ unpacker: Unpacker) throws(DatasetError) -> SharedBytes {
    var memory: UnsafeMutableRawPointer?
    var (room, count) = (0, 0)
    do throws(DatasetError) {
      while count == room {
        // A byte more than allowed, to see whether there is one.
        let more = min(max(1 << 20, room * 2), DataArray.maximumByteCount + 1)
        guard let larger = realloc(memory, more) else {
          throw DatasetError.outOfMemory(unpacker.activity, bytes: more)
        }
        (memory, room) = (larger, more)
        count += try unpacker.read(
          into: UnsafeMutableRawBufferPointer(start: larger + count, count: room - count))
        if count > DataArray.maximumByteCount { throw tooLarge(unpacker) }
      }
    } catch {
      free(memory)
      throw error
    }
    return SharedBytes(adopting: memory!, count: count)
  }

  private static func changed(_ unpacker: Unpacker) -> DatasetError {
    DatasetError(
      .truncated, unpacker.activity, problem: "its size changed while it was read",
      remedy: "Read it when nobody writes to it", isRetriable: true)
  }

  private static func tooLarge(_ unpacker: Unpacker) -> DatasetError {
    DatasetError(
      .tooLarge, unpacker.activity,
      problem: "it is more than \(DataArray.maximumByteCount >> 30) GiB",
      remedy: "Cut it into several files")
  }
}
