import Files
import TestSupport
import Testing

@testable import Datasets

@Suite("IDX files of any type and shape", .computing)
struct IDXArrayTests {
  private static func header(_ code: UInt8, _ shape: [Int]) -> [UInt8] {
    [0, 0, code, UInt8(shape.count)]
      + shape.flatMap { length in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } }
  }

  private static func bigEndian<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number.bigEndian) { Array($0) } }
  }

  private func read(_ bytes: [UInt8]) throws -> DataArray {
    try IDXFile(from: .memory(bytes, activity: "reading the test's bytes")).array
  }

  /// A file of each type, and what it holds.
  private static let files: [(bytes: [UInt8], array: DataArray)] = [
    // The 8×8 digits, Fashion-MNIST's images and EMNIST's letters.
    (
      header(0x08, [3, 8, 8]) + (0..<192).map { UInt8($0 % 17) },
      DataArray((0..<192).map { UInt8($0 % 17) }, shape: [3, 8, 8])
    ),
    (
      header(0x08, [2, 28, 28]) + (0..<1568).map { UInt8($0 % 256) },
      DataArray((0..<1568).map { UInt8($0 % 256) }, shape: [2, 28, 28])
    ),
    (
      header(0x08, [26]) + (1...26).map { UInt8($0) }, DataArray((1...26).map { UInt8($0) })
    ),
    (
      header(0x09, [2, 2]) + [0x80, 0xFF, 0, 0x7F],
      DataArray([-128, -1, 0, 127] as [Int32], shape: [2, 2])
    ),
    (
      header(0x0B, [3]) + bigEndian([-32_768, 258, 32_767] as [Int16]),
      DataArray([-32_768, 258, 32_767] as [Int32])
    ),
    (
      header(0x0C, [1, 2, 1, 2]) + bigEndian([Int32.min, 1, 2, Int32.max]),
      DataArray([Int32.min, 1, 2, Int32.max], shape: [1, 2, 1, 2])
    ),
    (
      header(0x0D, [3]) + bigEndian([1.5, -0.0, .infinity].map { ($0 as Float).bitPattern }),
      DataArray([1.5, -0.0, .infinity] as [Float])
    ),
    (
      header(0x0E, [1, 2]) + bigEndian([0.1, -1e-300].map { ($0 as Double).bitPattern }),
      DataArray([0.1, -0.0] as [Float], shape: [1, 2])
    ),
  ]

  @Test("are read, packed or not", arguments: files.indices, [false, true])
  func areRead(index: Int, packed: Bool) throws {
    let (bytes, array) = Self.files[index]
    #expect(try read(packed ? Gzip.packed(bytes) : bytes) == array)
  }

  @Test("are read from a file, whose name need not be UTF-8")
  func areReadFromFiles() throws {
    let directory = try TemporaryDirectory()
    let (bytes, array) = Self.files[0]
    let path = directory.path + "/digits-" + String(path: [0xFF, 0xFE])
    let made = RawFile.write(bytes, to: path)
    if made { #expect(try DataArray(idx: path) == array) }
    try directory.write(bytes, to: "digits")
    #expect(try DataArray(idx: directory.path(of: "digits")) == array)
    try expectError(.missing, mentioning: [directory.path(of: "nothing")]) {
      try DataArray(idx: directory.path(of: "nothing"))
    }
  }

  @Test("are refused when cut anywhere or too long", arguments: files.indices, [false, true])
  func areRefusedCut(index: Int, packed: Bool) throws {
    let bytes = packed ? Gzip.packed(Self.files[index].bytes) : Self.files[index].bytes
    for cut in Damage.truncations(of: bytes) {
      #expect(isRefused { try read(cut) }, "\(cut.count) of \(bytes.count) bytes")
    }
    try expectError(.oversized, mentioning: []) { try read(bytes + [1]) }
  }

  @Test("never end the process, whichever bits are turned", arguments: files.indices)
  func surviveFlips(index: Int) throws {
    for round in 0..<300 {
      _ = try? read(Damage.flipped(Self.files[index].bytes, round))
      let packed = Gzip.packed(Self.files[index].bytes)
      if let array = try? read(Damage.flipped(packed, round)) {
        #expect(array == Self.files[index].array)
      }
    }
  }

  @Test("are told from what stands in their place")
  func tellsImpostors() throws {
    for (words, bytes) in Damage.impostors {
      // Zeros are a header of no type.
      try expectError(.wrongMagic, mentioning: ["IDX", words]) { try read(bytes) }
    }
    try expectError(.truncated, mentioning: ["empty"]) { try read([]) }
  }

  @Test("are refused for absurd headers before memory is taken")
  func refusesAbsurdHeaders() throws {
    try expectError(.tooLarge, mentioning: ["4294967295×4294967295×4294967295", "16 GiB"]) {
      try read(Self.header(0x08, [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF]) + [1])
    }
    try expectError(.tooLarge, mentioning: ["4294967295"]) {
      try read(Self.header(0x0E, [0xFFFF_FFFF]) + [1])
    }
    try expectError(.truncated, mentioning: ["4294967295", "only 1 are"]) {
      try read(Self.header(0x08, [0xFFFF_FFFF]) + [1])
    }
    // A file of digits may be packed small and come from a mirror.
    try expectError(.tooLarge, mentioning: ["1400000×28×28", "1 GiB"]) {
      try IDXFile(
        layout: .images,
        from: .memory(Self.header(0x08, [1_400_000, 28, 28]), activity: "reading the test's bytes"))
    }
    // Kept as four bytes each, they would be too many.
    try expectError(.tooLarge, mentioning: ["4294967295×4"]) {
      try read(Self.header(0x09, [0xFFFF_FFFF, 4]) + [1])
    }
    try expectError(.unsupported, mentioning: ["0 dimensions"]) { try read([0, 0, 8, 0, 1]) }
    try expectError(.unsupported, mentioning: ["65 dimensions"]) { try read([0, 0, 8, 65, 1]) }
    try expectError(.wrongMagic, mentioning: ["0x00000a01"]) {
      try read([0, 0, 10, 1, 0, 0, 0, 0])
    }
    try expectError(.empty, mentioning: ["no examples"]) { try read(Self.header(0x08, [0])) }
    try expectError(.empty, mentioning: ["3×0"]) { try read(Self.header(0x08, [3, 0])) }
  }

  @Test("are refused for a number beyond Float32, with its place")
  func refusesMisfits() throws {
    let bits = [1, 2, -1e300].map { ($0 as Double).bitPattern }
    try expectError(.outOfRange, mentioning: ["index 2", "-1e+300", "float64", "float32"]) {
      try read(Self.header(0x0E, [3]) + Self.bigEndian(bits))
    }
  }
}
