import TestSupport

@testable import Training

/// Safetensors files made by hand, so that they can be wrong.
enum SafetensorsBytes {
  /// A file with this header, as it is, and so many bytes of data.
  static func file(_ json: String, dataSize: Int, claiming length: UInt64? = nil) -> [UInt8] {
    let header = Array(json.utf8)
    return withUnsafeBytes(of: (length ?? UInt64(header.count)).littleEndian) { Array($0) }
      + header + (0..<dataSize).map { UInt8(truncatingIfNeeded: $0 * 7) }
  }

  /// One tensor's member of the header.
  static func entry(
    _ name: String, shape: String, _ start: Int, _ end: Int, type: String = "F32"
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(start),\(end)]}"
  }

  /// The error that reading these bytes gives, or nil if they are read.
  static func error(reading bytes: [UInt8]) throws -> WeightFileError? {
    let directory = try ScratchDirectory()
    let path = try directory.file("weights.safetensors", holding: bytes)
    do throws(WeightFileError) {
      _ = try SafetensorsFile.read(path)
      return nil
    } catch {
      return error
    }
  }
}
