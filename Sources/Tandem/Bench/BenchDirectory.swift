import Files

/// A directory for what bench's commands read and write, removed with the value.
///
/// Holds made-up images in the four files of MNIST and as many of them, so that a command has as much
/// to load.
final class BenchDirectory {
  let path: String
  private var names: Set<String> = []

  init() throws {
    let parent = Environment.temporaryDirectory
    guard let path = mkdtemp("\(parent)/tandem-bench-XXXXXX") else {
      throw BenchError(
        .commandFailed,
        "no directory can be made in \(parent): \(SystemFailure.current.reason)")
    }
    self.path = path
    try write("train", count: 60_000)
    try write("t10k", count: 10_000)
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// The path of a file in it.
  func file(_ name: String) -> String {
    names.insert(name)
    return "\(path)/\(name)"
  }

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
    for (kind, bytes) in [("images-idx3", images), ("labels-idx1", classes)] {
      try OutputFile(path: file("\(name)-\(kind)-ubyte"), purpose: "made-up examples")
        .write(bytes)
    }
  }

  private static func header(magic: Int, _ lengths: [Int]) -> [UInt8] {
    ([magic] + lengths).flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * (3 - $0))) }
    }
  }
}
