import Files

/// The text of a table, and what is needed to speak of places in it.
struct CSVText: Sendable {
  /// The whole file, unpacked.
  let contents: SharedBytes
  /// Where the text begins, behind a byte-order mark.
  let start: Int
  /// What is being done, for messages.
  let activity: String

  /// Reads a file, packed by gzip or not.
  ///
  /// - Throws: ``DatasetError`` if it can't be read, or its first bytes are those of something else.
  init(from source: ByteSource) throws(DatasetError) {
    contents = try WholeContents.read(Unpacker(source))
    activity = source.activity
    let sample = contents.withUnsafeBytes { Array($0.prefix(FileKind.sampleSize)) }
    start = sample.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard !sample.starts(with: [0xFF, 0xFE]) && !sample.starts(with: [0xFE, 0xFF]) else {
      throw DatasetError(
        .malformed, activity, problem: "it is written in UTF-16", remedy: "Save it as UTF-8")
    }
    if let kind = FileKind(of: sample), !kind.isText {
      throw DatasetError(
        .wrongMagic, activity, problem: "it is no table, but \(kind)",
        remedy: "Put the right file there")
    }
  }

  /// Lends the bytes of the file to a closure.
  func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try contents.withUnsafeBytes(body)
  }

  /// The number of the line that a byte stands in, from 1.
  func line(at offset: Int) -> Int {
    withBytes { bytes in
      var line = 1
      for index in 0..<min(offset, bytes.count) {
        let isPair = bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
        if bytes[index] == 0x0A || bytes[index] == 0x0D && !isPair { line += 1 }
      }
      return line
    }
  }
}
