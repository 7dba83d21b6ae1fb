#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension OutputFile {
  /// More than this is not tried: a disk that has room for it has room for the rest, or is shared with
  /// somebody who may take it meanwhile.
  private static let trialLimit = 1 << 26

  /// Makes a file beside the one that is to be replaced, fills it, renames it, and removes it.
  static func tryReplacing(_ path: String, byteCount: Int) throws(SystemFailure) {
    let first = UnfinishedFile(at: temporaryPath(beside: path))
    let second = UnfinishedFile(at: temporaryPath(beside: path))
    let file = try OpenFile(path: first.path, flags: O_WRONLY | O_CREAT | O_EXCL)
    try fill(file, byteCount: byteCount)
    try first.rename(to: second.path)
    _ = consume second
  }

  /// Makes a file of the name itself, where there is none, fills it and removes it.
  static func tryMaking(_ path: String, byteCount: Int) throws(SystemFailure) {
    let file = try OpenFile(path: path, flags: O_WRONLY | O_CREAT | O_EXCL)
    // Not before: somebody else's file of that name would go.
    let made = UnfinishedFile(at: path)
    try fill(file, byteCount: byteCount)
    _ = consume made
  }

  /// Opens a file that is there, as for writing in place.
  static func tryOpening(_ path: String) throws(SystemFailure) {
    do throws(SystemFailure) {
      _ = try OpenFile(path: path, flags: O_WRONLY | O_NONBLOCK | O_NOCTTY)
    } catch {
      // A program that is running can be replaced, if not written.
      if error.code != ETXTBSY { throw error }
    }
  }

  private static func fill(
    _ file: borrowing OpenFile, byteCount: Int
  ) throws(SystemFailure) {
    var rest = max(1, min(byteCount, trialLimit))
    let piece = [UInt8](repeating: 0, count: min(rest, 1 << 20))
    while rest > 0 {
      try file.write(rest < piece.count ? Array(piece.prefix(rest)) : piece)
      rest -= piece.count
    }
  }
}
