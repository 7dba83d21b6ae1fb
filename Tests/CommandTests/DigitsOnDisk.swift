import Datasets
import Foundation
import TestSupport

/// Synthetic digits in a directory, for `--data`: enough for a short run, and read in a tenth of the
/// second and more that each process would take to draw all that there are.
enum DigitsOnDisk {
  /// Where they lie; the word for drawing them where they can't be written.
  static let path: String = {
    guard let directory = try? ScratchDirectory() else { return "synthetic" }
    do {
      // A run holds the first 10,000 out.
      let digits = SyntheticDigits().dataset(trainCount: 12_500, testCount: 1_000)
      try write(digits.train, as: "train", to: directory)
      try write(digits.test, as: "t10k", to: directory)
    } catch {
      return "synthetic"
    }
    kept = directory
    atexit { DigitsOnDisk.remove() }
    return directory.path
  }()

  /// Written once, before anyone gets the path.
  nonisolated(unsafe) private static var kept: ScratchDirectory?

  private static func remove() { kept = nil }

  private static func write(
    _ examples: LabeledImages, as name: String, to directory: ScratchDirectory
  ) throws {
    let side = [28, 28]
    try examples.withUnsafeImageBytes(ofExamples: 0..<examples.count) { bytes in
      _ = try directory.file(
        "\(name)-images-idx3-ubyte", holding: header(0x803, [examples.count] + side) + bytes)
    }
    try examples.withUnsafeLabelBytes(ofExamples: 0..<examples.count) { bytes in
      _ = try directory.file(
        "\(name)-labels-idx1-ubyte", holding: header(0x801, [examples.count]) + bytes)
    }
  }

  private static func header(_ magic: Int, _ lengths: [Int]) -> [UInt8] {
    ([magic] + lengths).flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * (3 - $0))) }
    }
  }
}
