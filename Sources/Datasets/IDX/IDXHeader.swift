import Files

/// The header of an IDX file, checked: every number big-endian, 32 bits.
///
/// Format: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
struct IDXHeader: Hashable, Sendable {
  /// What a number of the file is.
  let element: StoredElement
  /// The lengths of the axes, at least one, the number of examples first.
  let shape: [Int]

  /// The number of examples.
  var count: Int { shape[0] }

  /// The header as it stands in a file.
  var bytes: [UInt8] {
    let magic = Self.magic(of: element, rank: shape.count) ?? 0
    return ([magic] + shape.map { UInt32($0) }).flatMap { number in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
  }

  /// The types by their codes, which are the third byte of a file.
  private static let kinds: [UInt8: StoredElement.Kind] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
  ]

  /// The first four bytes of a file; nil if the format has no such type.
  static func magic(of element: StoredElement, rank: Int) -> UInt32? {
    kinds.first { $0.value == element.kind }.map { UInt32($0.key) << 8 | UInt32(rank) }
  }
}

extension IDXHeader {
  /// The header of a file with a byte for each number.
  init(bytesOfShape shape: [Int]) {
    self.init(element: StoredElement(kind: .uint8, isBigEndian: true), shape: shape)
  }

  /// Reads and checks a header; nothing is allocated on its word.
  ///
  /// - Parameters:
  ///   - layout: What the file is to hold; nil for anything.
  ///   - source: The file, of which nothing has been read.
  init(layout: IDXLayout? = nil, from source: Unpacker) throws(DatasetError) {
    let activity = source.activity
    let magic = try Self.number(from: source, of: "the magic number")
    if let layout, !layout.isBegun(by: magic) {
      throw Self.wrongMagic(magic, wanted: layout, in: source)
    }
    guard magic >> 16 == 0, let kind = Self.kinds[UInt8(magic >> 8)] else {
      throw Self.wrongMagic(magic, wanted: nil, in: source)
    }
    let rank = Int(magic & 0xFF)
    guard (1...DataArray.maximumRank).contains(rank) else {
      throw DatasetError(
        .unsupported, activity,
        problem: "its header announces \(rank) dimensions, where there can be 1 to"
          + " \(DataArray.maximumRank)",
        remedy: "The header is probably damaged: fetch the file again")
    }
    var shape = [Int(try Self.number(from: source, of: "the number of examples"))]
    for _ in 1..<rank {
      shape.append(Int(try Self.number(from: source, of: "the dimensions")))
    }
    if let layout, !layout.takes(Array(shape.dropFirst())) {
      throw DatasetError(
        .wrongDimensions, activity,
        problem: "its images have \(ArrayReader.product(Array(shape.dropFirst()))) pixels, where"
          + " \(ArrayReader.product(layout.exampleShape)) are wanted",
        remedy: "Use images of as many pixels, or declare the field with the shape of these")
    }
    guard !shape.contains(0) else {
      throw DatasetError(
        .empty, activity,
        problem: "its header announces "
          + (shape[0] == 0
            ? "no examples" : "examples of no numbers, \(ArrayReader.product(shape))"),
        remedy: "Use a file with at least one")
    }
    self.init(element: StoredElement(kind: kind, isBigEndian: true), shape: shape)
  }

  private static func number(
    from source: Unpacker, of what: String
  ) throws(DatasetError) -> UInt32 {
    let (bytes, count) = try source.readFour()
    guard count == 4 else {
      let isEmpty = source.unpackedSoFar == 0
      throw DatasetError(
        .truncated, source.activity,
        problem: "it ends within \(what) of its header" + (isEmpty ? ": it is empty" : ""),
        remedy: "Fetch the file again")
    }
    return bytes
  }

  private static func wrongMagic(
    _ found: UInt32, wanted: IDXLayout?, in source: Unpacker
  ) -> DatasetError {
    let beginning = withUnsafeBytes(of: found.bigEndian) { Array($0) }
    let guess =
      switch (found, wanted) {
      case (IDXLayout.images.magic, .some): ": this is a file of images"
      case (IDXLayout.labels.magic, .some): ": this is a file of labels"
      default: source.kind(after: beginning).map { ": this is \($0)" } ?? ""
      }
    let rule =
      if let wanted {
        "an IDX file of \(wanted.name) begins with \(hexadecimal(wanted.magic))"
      } else {
        "an IDX file begins with two zeros, the code of a type and the number of dimensions"
      }
    return DatasetError(
      .wrongMagic, source.activity,
      problem: "it begins with \(hexadecimal(found)), where \(rule)\(guess)",
      remedy: "Put the right file there")
  }

  private static func hexadecimal(_ number: UInt32) -> String {
    let digits = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
