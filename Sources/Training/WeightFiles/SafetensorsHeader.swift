/// What a safetensors file says it holds, checked in full before anything of it is believed.
struct SafetensorsHeader {
  /// One tensor and the bytes it takes, counted from the end of the header.
  struct Entry {
    var shape: NamedShape
    var bytes: Range<Int>
  }

  /// Most bytes of a header, as the format has it.
  static let lengthLimit = 100_000_000

  /// The tensors in the order of their bytes, which lie close together from 0 to the end.
  let entries: [Entry]
  /// The pairs of `__metadata__`.
  let metadata: [String: String]

  /// Parses and checks a header.
  ///
  /// - Parameters:
  ///   - json: the header's bytes, padding included.
  ///   - dataSize: bytes of the file after the header.
  ///   - path: the file's name, for messages.
  static func parse(
    _ json: [UInt8], dataSize: Int, path: String
  ) throws(WeightFileError) -> SafetensorsHeader {
    let first = json.first { !" \n\r\t".utf8.contains($0) }
    guard first == UInt8(ascii: "{") else {
      throw WeightFileError(.invalidHeader, path: path, "the header does not begin with {")
    }
    let value: JSONValue
    do throws(JSONSyntaxError) {
      value = try JSONParser.parse(json)
    } catch {
      throw WeightFileError(
        error.code == .duplicateName ? .duplicateName : .invalidHeader, path: path,
        "byte \(error.offset) of the header: \(error.problem)")
    }
    var metadata: [String: String] = [:]
    var entries: [Entry] = []
    for member in value.object ?? [] {
      if member.name == "__metadata__" {
        metadata = try parseMetadata(member.value, path: path)
      } else {
        entries.append(
          try SafetensorsEntryParser(name: member.name, path: path, dataSize: dataSize)
            .parse(member.value))
      }
    }
    // By both ends, so that an empty tensor comes before the one that begins where it stands.
    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    try checkContiguous(entries, dataSize: dataSize, path: path)
    return SafetensorsHeader(entries: entries, metadata: metadata)
  }

  private static func parseMetadata(
    _ value: JSONValue, path: String
  ) throws(WeightFileError) -> [String: String] {
    // The format's own library takes this for none.
    if value == .null { return [:] }
    guard let members = value.object else {
      throw WeightFileError(.invalidHeader, path: path, "__metadata__ is not an object")
    }
    var metadata: [String: String] = [:]
    for member in members {
      guard let text = member.value.string else {
        throw WeightFileError(
          .invalidHeader, path: path, "__metadata__ \(JSONText.quoted(member.name)) is not a string"
        )
      }
      metadata[member.name] = text
    }
    return metadata
  }

  private static func checkContiguous(
    _ entries: [Entry], dataSize: Int, path: String
  ) throws(WeightFileError) {
    var end = 0
    for entry in entries {
      let name = entry.shape.name
      let start = entry.bytes.lowerBound
      guard start <= end else {
        throw WeightFileError(
          .hole, path: path, "bytes \(end)..<\(start) before tensor \(name) belong to no tensor")
      }
      guard start >= end else {
        throw WeightFileError(
          .overlap, path: path,
          "tensor \(name) begins at byte \(start), where another ends only at \(end)")
      }
      end = entry.bytes.upperBound
    }
    guard end == dataSize else {
      throw WeightFileError(
        .trailingBytes, path: path, "\(dataSize - end) bytes follow the last tensor")
    }
  }
}
