extension SafetensorsFile {
  /// Reads the tensors of a file, in the order of their bytes, and its metadata.
  ///
  /// The header is checked in full, against the file's size too, before memory is taken for any
  /// value; duplicate names, holes, overlaps and trailing bytes are refused.
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
    var entries: [String: SafetensorsHeader.Entry] = [:]
    for entry in reader.header.entries { entries[entry.shape.name] = entry }
    return (try reader.load(expected.compactMap { entries[$0.name] }), reader.header.metadata)
  }

  /// Checks that tensors found in a file are exactly those expected, in any order.
  ///
  /// - Throws: ``WeightFileError`` that names every tensor missing, unexpected or of another shape.
  public static func require(
    _ expected: [NamedShape], in found: [NamedShape], of path: String
  ) throws(WeightFileError) {
    let shapes = Dictionary(found.map { ($0.name, $0.shape) }) { first, _ in first }
    let names = Set(expected.map(\.name))
    var problems: [String] = []
    var code: WeightFileError.Code?
    for tensor in expected {
      guard let shape = shapes[tensor.name] else {
        problems.append("\(tensor) is missing")
        code = code ?? .missingTensor
        continue
      }
      guard shape != tensor.shape else { continue }
      problems.append("\(tensor) has the shape \(shape) there")
      code = code ?? .otherShape
    }
    for tensor in found where !names.contains(tensor.name) {
      problems.append("\(tensor) is not of this program")
      code = code ?? .unexpectedTensor
    }
    guard let code else { return }
    var text = problems.prefix(8).joined(separator: "; ")
    if problems.count > 8 { text += "; and \(problems.count - 8) more" }
    throw WeightFileError(code, path: path, text)
  }
}
