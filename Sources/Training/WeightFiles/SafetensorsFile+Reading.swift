extension SafetensorsFile {
  /// Reads the tensors of a file, in the order of their bytes, and its metadata.
  ///
  /// The header is checked in full, against the file's size too, before memory is taken for any
  /// value; holes, overlaps and trailing bytes are refused. So are duplicate names, which the format
  /// forbids and its own library lets pass: which of two tensors is meant nobody can say.
  ///
  /// - Throws: ``WeightFileError``.
  public static func read(
    _ path: String
  ) throws(WeightFileError) -> (tensors: [NamedTensor], metadata: [String: String]) {
    let reader = try SafetensorsReader(path: path)
    return (try reader.load(reader.header.entries), reader.header.metadata)
  }

  /// Reads exactly the expected tensors, in the order expected, whatever theirs in the file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - expected: names and shapes of all the tensors that the file has to have.
  /// - Throws: ``WeightFileError``, before any values are read if a tensor is missing, unexpected
  ///   or of another shape; it names all of those.
  public static func read(
    _ path: String, expecting expected: [NamedShape]
  ) throws(WeightFileError) -> (tensors: [NamedTensor], metadata: [String: String]) {
    let reader = try SafetensorsReader(path: path)
    try require(expected, in: reader.header.entries.map(\.shape), of: path)
    var entries: [[UInt8]: SafetensorsHeader.Entry] = [:]
    for entry in reader.header.entries { entries[Array(entry.shape.name.utf8)] = entry }
    return (
      try reader.load(expected.compactMap { entries[Array($0.name.utf8)] }), reader.header.metadata
    )
  }

  /// Checks that tensors found in a file are exactly those expected, in any order.
  ///
  /// - Throws: ``WeightFileError`` that names every tensor missing, unexpected or of another shape.
  public static func require(
    _ expected: [NamedShape], in found: [NamedShape], of path: String
  ) throws(WeightFileError) {
    // By bytes: Swift takes two spellings of an accent for one name, files do not.
    let shapes = Dictionary(found.map { (Array($0.name.utf8), $0) }) { first, _ in first }
    let names = Set(expected.map { Array($0.name.utf8) })
    var problems: [String] = []
    var code: WeightFileError.Code?
    for tensor in expected {
      guard let shape = shapes[Array(tensor.name.utf8)] else {
        problems.append("\(tensor) is missing")
        code = code ?? .missingTensor
        continue
      }
      guard (shape.shape, shape.type) != (tensor.shape, tensor.type) else { continue }
      problems.append("\(tensor) has the shape \(shape.size) there")
      code = code ?? .otherShape
    }
    for tensor in found where !names.contains(Array(tensor.name.utf8)) {
      problems.append("\(tensor) is not of this program")
      code = code ?? .unexpectedTensor
    }
    guard let code else { return }
    var text = problems.prefix(8).joined(separator: "; ")
    if problems.count > 8 { text += "; and \(problems.count - 8) more" }
    throw WeightFileError(code, path: path, text)
  }
}
