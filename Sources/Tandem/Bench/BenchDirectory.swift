import Foundation

/// A directory for what bench's commands read and write, removed with the value.
///
/// Holds made-up images in the four files of MNIST and as many of them, so that a command has as much
/// to load.
final class BenchDirectory {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("tandem-bench-\(UUID().uuidString.prefix(12))")
    path = url.path
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    try write("train", count: 60_000)
    try write("t10k", count: 10_000)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  private func write(_ name: String, count: Int) throws {
    // The same images again and again: nobody learns from them.
    let block = 1_000
    let (pixels, labels) = BenchExamples.bytes(block, path: "bench/\(name)")
    var images = Self.header(magic: 0x803, [count, BenchExamples.side, BenchExamples.side])
    var classes = Self.header(magic: 0x801, [count])
    for _ in 0..<count / block {
      images.append(contentsOf: pixels)
      classes.append(contentsOf: labels)
    }
    try images.write(to: URL(fileURLWithPath: file("\(name)-images-idx3-ubyte")))
    try classes.write(to: URL(fileURLWithPath: file("\(name)-labels-idx1-ubyte")))
  }

  private static func header(magic: Int, _ lengths: [Int]) -> Data {
    Data(
      ([magic] + lengths).flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * (3 - $0))) }
      })
  }
}
