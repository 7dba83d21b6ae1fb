import Files

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads a file line by line, holding one piece of it in memory at a time.
struct AuditLineReader: ~Copyable {
  /// A line and where it stands.
  struct Line {
    var bytes: ArraySlice<UInt8>
    /// Counted from 1.
    var number: Int
    /// The byte of the file after it.
    var end: Int
  }

  /// Longest line accepted: a model of 100,000 tensors still fits.
  static let lineLimit = 16_777_216

  private let file: OpenFile
  private let path: String
  private var piece = [UInt8](repeating: 0, count: 65_536)
  private var buffer: [UInt8] = []
  private var start = 0
  private var lineNumber: Int
  /// The byte of the file that follows the buffer.
  private var offset: Int
  private var isAtEnd = false

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - offset: the byte at which to begin.
  ///   - line: the number of the line that begins there.
  init(path: String, offset: Int = 0, line: Int = 1) throws(AuditError) {
    file = try Self.open(path)
    self.path = path
    self.offset = offset
    lineNumber = line
  }

  private static func open(_ path: String) throws(AuditError) -> OpenFile {
    do throws(SystemFailure) {
      let file = try OpenFile(readingFrom: path)
      if try file.regularSize() != nil { return file }
    } catch {
      throw AuditError(.unreadable, path: path, error.reason)
    }
    throw AuditError(.notARegularFile, path: path, "it is not a regular file")
  }

  /// The next line without its newline, or nil at the end.
  mutating func next() throws(AuditError) -> Line? {
    var searched = start
    while true {
      if let newline = newline(from: searched) {
        return take(until: newline, next: newline + 1)
      }
      searched = buffer.count - start
      guard searched <= Self.lineLimit else {
        throw AuditError(
          .lineTooLong, path: path, line: lineNumber, "longer than \(Self.lineLimit) bytes")
      }
      guard try readPiece() else {
        return start < buffer.count ? take(until: buffer.count, next: buffer.count) : nil
      }
    }
  }

  /// The next newline in the buffer, found by the C library: lines are long and many.
  private func newline(from index: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, index < bytes.count,
        let found = memchr(base + index, Int32(UInt8(ascii: "\n")), bytes.count - index)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func take(until end: Int, next: Int) -> Line {
    defer {
      start = next
      lineNumber += 1
    }
    return Line(
      bytes: buffer[start..<end], number: lineNumber, end: offset - (buffer.count - next))
  }

  /// Moves what is left to the front and appends the next piece; false at the end of the file.
  private mutating func readPiece() throws(AuditError) -> Bool {
    guard !isAtEnd else { return false }
    buffer.removeFirst(start)
    start = 0
    var outcome: Result<Int, SystemFailure> = .success(0)
    piece.withUnsafeMutableBytes { bytes in
      do throws(SystemFailure) {
        outcome = .success(try file.read(into: bytes, at: offset))
      } catch {
        outcome = .failure(error)
      }
    }
    switch outcome {
    case .success(let count):
      buffer += piece[..<count]
      offset += count
      isAtEnd = count < piece.count
      return count > 0
    case .failure(let failure):
      throw AuditError(.unreadable, path: path, line: lineNumber, failure.reason)
    }
  }
}
