import Files

/// The header of a NumPy file, checked.
///
/// Format: `numpy.lib.format`, versions 1.0 to 3.0.
struct NPYHeader: Hashable, Sendable {
  /// What a number of the file is.
  let element: StoredElement
  /// The lengths of the axes; none for a single number.
  let shape: [Int]
  /// Whether the first axis varies fastest, rather than the last.
  let isFortranOrdered: Bool

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The most bytes of a header: what version 1.0 can say, many times what an array of numbers needs.
  private static let maximumSize = 0xFFFF
}

extension NPYHeader {
  /// Reads and checks a header; nothing is allocated on its word.
  ///
  /// - Parameters:
  ///   - source: The file, of which nothing has been read.
  ///   - remedy: What to do about a file that is cut or damaged.
  init(from source: Unpacker, remedy: String) throws(DatasetError) {
    let activity = source.activity
    func bytes(_ count: Int, of what: String) throws(DatasetError) -> [UInt8] {
      let bytes = try source.bytes(count)
      if bytes.count == count { return bytes }
      let isEmpty = source.unpackedSoFar == 0
      throw DatasetError(
        .truncated, activity,
        problem: "it ends within \(what) of its header" + (isEmpty ? ": it is empty" : ""),
        remedy: remedy)
    }
    let beginning = try source.bytes(Self.magic.count)
    guard Self.magic.starts(with: beginning) else {
      throw Self.wrongMagic(beginning, in: source)
    }
    guard beginning.count == Self.magic.count else {
      let isEmpty = beginning.isEmpty
      throw DatasetError(
        .truncated, activity,
        problem: isEmpty ? "it is empty" : "it ends within the magic bytes of its header",
        remedy: remedy)
    }
    let version = try bytes(2, of: "the version")
    guard (1...3).contains(version[0]), version[1] == 0 else {
      throw DatasetError(
        .unsupported, activity,
        problem:
          "it is of version \(version[0]).\(version[1]) of NumPy's format, where 1.0, 2.0 and"
          + " 3.0 are read",
        remedy: "Write it again with numpy.save, or fetch it again if it is damaged")
    }
    let size = try bytes(version[0] == 1 ? 2 : 4, of: "the size")
      .reversed().reduce(0) { $0 << 8 | Int($1) }
    guard size <= Self.maximumSize else {
      throw DatasetError(
        .tooLarge, activity,
        problem: "its header is to be \(size) bytes long, where \(Self.maximumSize) are more than"
          + " enough for an array of numbers",
        remedy: remedy)
    }
    let text = try bytes(size, of: "the description")
    let dictionary: NPYDictionary
    do throws(PythonLiteral.Surprise) {
      dictionary = try NPYDictionary(text)
    } catch {
      throw DatasetError(
        .malformed, activity,
        problem: "its header is not as NumPy writes it: \(error.wanted) was expected at byte"
          + " \(source.unpackedSoFar - size + error.position)",
        remedy: remedy)
    }
    self.init(
      element: try Self.element(dictionary.descr, activity: activity), shape: dictionary.shape,
      isFortranOrdered: dictionary.isFortranOrdered)
  }

  private static func wrongMagic(_ beginning: [UInt8], in source: Unpacker) -> DatasetError {
    let kind = source.kind(after: beginning)
    return DatasetError(
      .wrongMagic, source.activity,
      problem: "it does not begin with \"\\x93NUMPY\", as a file of numpy.save does"
        + (kind.map { ": this is \($0)" } ?? ""),
      remedy: beginning.starts(with: [0x50, 0x4B])
        ? "Read a .npz with NPZFile" : "Put the right file there")
  }
}

extension NPYHeader {
  private static let kinds: [String: StoredElement.Kind] = [
    "b1": .bool, "u1": .uint8, "i1": .int8, "u2": .uint16, "i2": .int16, "u4": .uint32,
    "i4": .int32, "u8": .uint64, "i8": .int64, "f2": .float16, "f4": .float32, "f8": .float64,
  ]

  /// What NumPy's code of a type stands for: order of bytes, kind, and bytes.
  private static func element(
    _ descr: String?, activity: String
  ) throws(DatasetError) -> StoredElement {
    func refusal(_ problem: String, _ remedy: String) -> DatasetError {
      DatasetError(.unsupported, activity, problem: problem, remedy: remedy)
    }
    guard let descr else {
      throw refusal("it holds records of several fields", "Save each field as an array of its own")
    }
    if descr.hasSuffix("O") {
      throw refusal(
        "it holds Python objects, which are a program that is never run",
        "Save it as numbers: numpy.save(\"…\", array.astype(numpy.float32))")
    }
    let element = kinds[String(descr.dropFirst())].map {
      StoredElement(kind: $0, isBigEndian: descr.hasPrefix(">"))
    }
    // Without an order, a number of several bytes can be two.
    guard let element,
      "<>".contains(descr.prefix(1)) || descr.hasPrefix("|") && element.byteCount == 1
    else {
      throw refusal(
        "its numbers are of type \"\(descr.prefix(40))\", where truth values, whole numbers and"
          + " Float16, Float32 and Float64 are read",
        "Save it as one of them: numpy.save(\"…\", array.astype(numpy.float32))")
    }
    return element
  }
}
