/// What stands in a file in place of what was wanted there, told by its first bytes: a page of an error,
/// an archive, a pointer to the real thing.
package struct FileKind: Hashable, CustomStringConvertible {
  /// As many bytes as are looked at.
  package static let sampleSize = 512

  /// How a safetensors file is described.
  package static let safetensors = "a safetensors file"

  /// What it is, as a phrase: `an HTML page`.
  package let description: String
  /// Whether it is text of which nothing more is known, so that it may well be a table.
  package let isText: Bool

  /// Looks at the first bytes of a file; nil if they tell nothing.
  package init?(of bytes: some Collection<UInt8>) {
    let sample = Array(bytes.prefix(Self.sampleSize))
    guard let description = Self.binary(sample) ?? Self.text(sample) else { return nil }
    self.description = description
    isText = description.hasPrefix(Self.someText)
  }

  /// How text is described of which only its first words are known.
  private static let someText = "text that begins with "

  private static let signatures: [(bytes: [UInt8], offset: Int, description: String)] = [
    ([0x1F, 0x8B], 0, "data packed by gzip"),
    ([0x50, 0x4B, 3, 4], 0, "a zip archive, as PyTorch's and NumPy's files are"),
    ([0x50, 0x4B, 5, 6], 0, "an empty zip archive"),
    ([0x89, 0x50, 0x4E, 0x47], 0, "a PNG image"), ([0xFF, 0xD8, 0xFF], 0, "a JPEG image"),
    (Array("GIF8".utf8), 0, "a GIF image"), (Array("%PDF".utf8), 0, "a PDF document"),
    ([0x89, 0x48, 0x44, 0x46], 0, "an HDF5 file, as Keras's are"),
    ([0x93] + Array("NUMPY".utf8), 0, "a NumPy file"), (Array("GGUF".utf8), 0, "a GGUF file"),
    ([0x80, 2, 0x8A], 0, "a Python pickle, as PyTorch's old files are"),
    ([0x80, 2, 0x7D], 0, "a Python pickle"), ([0x80, 4, 0x95], 0, "a Python pickle"),
    ([0x80, 5, 0x95], 0, "a Python pickle"),
    ([0x28, 0xB5, 0x2F, 0xFD], 0, "data packed by zstd"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], 0, "data packed by xz"),
    (Array("BZh".utf8), 0, "data packed by bzip2"),
    ([0x37, 0x7A, 0xBC, 0xAF], 0, "a 7z archive"), (Array("ustar".utf8), 257, "a tar archive"),
    ([0x7F, 0x45, 0x4C, 0x46], 0, "a program"),
    ([0, 0, 8, 3], 0, "an IDX file of images"), ([0, 0, 8, 1], 0, "an IDX file of labels"),
  ]

  private static func binary(_ sample: [UInt8]) -> String? {
    for (bytes, offset, description) in signatures
    where sample.dropFirst(offset).starts(with: bytes) {
      return description
    }
    if sample.count > 8, sample[8] == UInt8(ascii: "{"), sample[4..<8].allSatisfy({ $0 == 0 }) {
      return safetensors
    }
    return sample.count >= 16 && sample.allSatisfy { $0 == 0 }
      ? "nothing but zeros, as a copy that was broken off leaves them" : nil
  }

  private static func text(_ sample: [UInt8]) -> String? {
    let text = String(decoding: sample, as: UTF8.self)
    // Where the sample ends in the middle of a file, a character may have been cut in two.
    let sure = sample.count < sampleSize ? text[...] : text.dropLast(4)
    let isText =
      sample.count >= 4
      && !sure.unicodeScalars.contains {
        $0 == "\u{FFFD}" || $0.value < 0x20 && !"\t\n\r\u{C}".unicodeScalars.contains($0)
      }
    guard isText else { return nil }
    let words = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    let small = words.lowercased()
    if small.hasPrefix("version https://git-lfs") {
      return "a pointer of Git LFS; git lfs pull fetches the file itself"
    }
    if small.hasPrefix("/annex/objects/") || small.hasPrefix("../.git/annex/") {
      return "a pointer of git-annex; git annex get fetches the file itself"
    }
    if small.hasPrefix("<") {
      return small.contains("<html") || small.hasPrefix("<!doctype html")
        ? "an HTML page, as servers send for what they do not have"
        : "XML, as servers send for what they do not have"
    }
    if small.hasPrefix("{") || small.hasPrefix("[") { return "JSON text" }
    let line = words.prefix { !$0.isNewline }.prefix(40)
    return "\(someText)\"\(line)\""
  }
}
