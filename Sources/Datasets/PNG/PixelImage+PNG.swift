import CISAL

extension PixelImage {
  /// The picture as a PNG file: 8 bits a channel, without a filter and not interlaced.
  ///
  /// ISA-L, which unpacks the data sets, packs it too: as small as zlib does to a tenth, in less than a
  /// tenth of the time.
  ///
  /// Source: "Portable Network Graphics (PNG) Specification", W3C, third edition.
  public func png() -> [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let colorType: UInt8 = colors == .grey ? 0 : 2
    file.appendChunk(
      "IHDR", Self.bigEndian(width) + Self.bigEndian(height) + [8, colorType, 0, 0, 0])
    file.appendChunk("IDAT", Deflate.zlib(filteredRows))
    file.appendChunk("IEND", [])
    return file
  }

  /// Each row behind a byte that says how it was filtered: not at all.
  private var filteredRows: [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity(height * (rowLength + 1))
    for row in 0..<height {
      rows.append(0)
      rows += bytes[row * rowLength..<(row + 1) * rowLength]
    }
    return rows
  }

  fileprivate static func bigEndian(_ number: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt32(number).bigEndian) { Array($0) }
  }
}

extension [UInt8] {
  /// A chunk: its length, its type, what it holds, and a checksum of the last two.
  fileprivate mutating func appendChunk(_ type: StaticString, _ contents: [UInt8]) {
    let checked = type.withUTF8Buffer { Array($0) } + contents
    self += PixelImage.bigEndian(contents.count) + checked
    self += PixelImage.bigEndian(Int(crc32_gzip_refl(0, checked, UInt64(checked.count))))
  }
}
