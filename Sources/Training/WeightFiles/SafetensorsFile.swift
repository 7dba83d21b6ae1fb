import Diagnostics
import Files

/// Weights on disk in the safetensors format: a JSON header and the values, and no code.
///
/// Source of the format: the `safetensors` library's README. Only Float32, and Int64 for counters, is read
/// and written.
public enum SafetensorsFile {
  // More than the names and shapes of a model's tensors take, unless it has many.
  private static let roomForHeader = 4096

  /// Checks, before any training, that weights can be written at `path`; leaves no trace.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - valueCount: how many values there will be, for which room is looked for.
  /// - Throws: ``OutputFileError`` with fault `.input`, naming the path and the reason.
  public static func prepare(_ path: String, valueCount: Int = 0) throws(OutputFileError) {
    try output(path).prepare(
      byteCount: roomForHeader + valueCount * NamedTensor.ElementType.float32.size)
  }

  /// Writes tensors, in the order given, replacing the file in one piece.
  ///
  /// - Parameters:
  ///   - tensors: what to write.
  ///   - metadata: pairs of text to put before them.
  ///   - path: the file.
  /// - Precondition: no two tensors have the same name, and none is called `__metadata__`.
  /// - Throws: ``OutputFileError`` with fault `.run`; the earlier content is then still there.
  public static func write(
    _ tensors: [NamedTensor], metadata: [String: String] = [:], to path: String
  ) throws(OutputFileError) {
    let header = header(for: tensors, metadata: metadata)
    try output(path).replace { file throws(SystemFailure) in
      try file.write(header)
      for tensor in tensors {
        switch tensor.elements {
        case .float32(let values): try write(values, to: file)
        case .int64(let values):
          try file.write(values.flatMap { withUnsafeBytes(of: $0.littleEndian) { Array($0) } })
        }
      }
    }
  }

  private static func output(_ path: String) -> OutputFile {
    OutputFile(path: path, purpose: "the weights")
  }

  private static func write(
    _ values: [Float], to file: borrowing OpenFile
  ) throws(SystemFailure) {
    var failure: SystemFailure?
    values.withUnsafeBufferPointer { values in
      LittleEndian.withBytes(of: values) { bytes in
        do throws(SystemFailure) { try file.write(bytes) } catch { failure = error }
      }
    }
    if let failure { throw failure }
  }

  /// The length and the JSON, padded so that the values begin at a multiple of 8 bytes.
  private static func header(for tensors: [NamedTensor], metadata: [String: String]) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
        .map { "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))" }
      members.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var names: Set = [Array("__metadata__".utf8)]
    var end = 0
    for tensor in tensors {
      Diagnostics.require(
        names.insert(Array(tensor.name.utf8)).inserted,
        "the name \(tensor.name) is already that of another member of a weights file")
      let start = end
      let type = tensor.elements.type
      end += tensor.elements.count * type.size
      let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
      members.append(
        "\(JSONText.quoted(tensor.name)):"
          + "{\"dtype\":\"\(type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(start),\(end)]}")
    }
    var json = Array("{\(members.joined(separator: ","))}".utf8)
    json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
  }
}
