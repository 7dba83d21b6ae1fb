import Digests
import Files

@testable import Datasets

/// The four files of a data set small enough to be damaged byte by byte.
struct SmallDigits {
  static let trainCount = 12
  static let testCount = 5

  /// The unpacked files.
  var files: [MNISTFile: [UInt8]] = [
    .trainImages: images(trainCount), .trainLabels: labels(trainCount),
    .testImages: images(testCount), .testLabels: labels(testCount),
  ]

  /// What the unpacked files are known by.
  var digests: [MNISTFile: String] {
    files.mapValues { Hexadecimal.text(of: SHA256.hash($0)) }
  }

  /// The digest of the four in a row.
  var sha256: String {
    Hexadecimal.text(of: SHA256.hash(MNISTFile.allCases.flatMap { files[$0] ?? [] }))
  }

  /// Writes the files, under their usual names.
  func write(to directory: TemporaryDirectory, packed: Bool) throws {
    for (file, bytes) in files {
      try directory.write(
        packed ? Gzip.packed(bytes) : bytes, to: packed ? file.packedName : file.rawValue)
    }
  }

  private static func images(_ count: Int) -> [UInt8] {
    [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 28, 0, 0, 0, 28]
      + (0..<count * 784).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 784) }
  }

  private static func labels(_ count: Int) -> [UInt8] {
    [0, 0, 8, 1, 0, 0, 0, UInt8(count)] + (0..<count).map { UInt8($0 % 10) }
  }
}
