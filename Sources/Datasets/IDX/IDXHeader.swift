import Files

/// The header of an IDX file, checked: every number big-endian, 32 bits.
///
/// Format: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
struct IDXHeader: Hashable, Sendable {
  /// The most bytes of examples a file may announce: 1 GiB, which is 1.3 million digits.
  static let maximumPayload = 1 << 30

  /// What the file holds.
  let layout: IDXLayout
  /// The number of examples.
  let count: Int

  /// The bytes of all examples.
  var payloadSize: Int { count * layout.bytesPerExample }

  /// The header as it stands in a file.
  var bytes: [UInt8] {
    let numbers = [layout.magic, UInt32(count)] + layout.exampleShape.map { UInt32($0) }
    return numbers.flatMap { number in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
  }
}

extension IDXHeader {
  /// Reads and checks a header; nothing is allocated on its word.
  init(layout: IDXLayout, from source: Unpacker) throws(DatasetError) {
    let activity = source.activity
    let found = try Self.number(from: source, of: "the magic number")
    guard found == layout.magic else {
      throw Self.wrongMagic(found, wanted: layout, in: source)
    }
    let count = Int(try Self.number(from: source, of: "the number of examples"))
    var shape: [Int] = []
    for _ in layout.exampleShape {
      shape.append(Int(try Self.number(from: source, of: "the dimensions")))
    }
    guard shape == layout.exampleShape else {
      throw DatasetError(
        .wrongDimensions, activity,
        problem: "its images have \(Self.product(shape)) pixels, where"
          + " \(Self.product(layout.exampleShape)) are wanted",
        remedy: "Use images in the format of MNIST")
    }
    guard count > 0 else {
      throw DatasetError(
        .empty, activity, problem: "its header announces no examples",
        remedy: "Use a file with at least one")
    }
    guard count <= Self.maximumPayload / layout.bytesPerExample else {
      throw DatasetError(
        .tooLarge, activity,
        problem: "its header announces \(count) examples, more than the"
          + " \(Self.maximumPayload / layout.bytesPerExample) that fit into 1 GiB",
        remedy: "The header is probably damaged: fetch the file again")
    }
    self.init(layout: layout, count: count)
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
    _ found: UInt32, wanted: IDXLayout, in source: Unpacker
  ) -> DatasetError {
    let guess =
      switch found {
      case IDXLayout.images.magic: ": this is a file of images"
      case IDXLayout.labels.magic: ": this is a file of labels"
      default: FileKind(of: beginning(found, of: source)).map { ": this is \($0)" } ?? ""
      }
    return DatasetError(
      .wrongMagic, source.activity,
      problem: "it begins with \(hexadecimal(found)), where an IDX file of"
        + " \(wanted) begins with \(hexadecimal(wanted.magic))\(guess)",
      remedy: "Put the right file there")
  }

  /// The first bytes of something unknown, four of which have been read.
  private static func beginning(_ found: UInt32, of source: Unpacker) -> [UInt8] {
    var rest = [UInt8](repeating: 0, count: FileKind.sampleSize - 4)
    let count = (try? rest.withUnsafeMutableBytes { try source.read(into: $0) }) ?? 0
    return withUnsafeBytes(of: found.bigEndian) { Array($0) } + rest.prefix(count)
  }

  private static func hexadecimal(_ number: UInt32) -> String {
    let digits = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static func product(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }
}
