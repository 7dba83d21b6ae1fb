import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Unpacking gzip", .computing)
struct UnpackerTests {
  private let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 4, 3, 1, 4, 1]

  private func read(_ bytes: [UInt8], as layout: IDXLayout = .labels) throws -> IDXFile {
    try IDXFile(layout: layout, from: .memory(bytes, activity: "reading the test's bytes"))
  }

  private func read(
    _ bytes: [UInt8], as layout: IDXLayout = .labels, inPiecesOf length: Int
  ) throws -> IDXFile {
    let whole = ByteSource.memory(bytes, activity: "reading the test's bytes")
    let source = ByteSource(activity: whole.activity, size: whole.size) {
      buffer throws(DatasetError) in
      try whole.read(UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(length)))
    }
    return try IDXFile(layout: layout, from: source)
  }

  private func expect(_ code: DatasetError.Code, from bytes: [UInt8]) {
    let error = #expect(throws: DatasetError.self) { try read(bytes) }
    #expect(error?.code == code, "\(String(describing: error))")
  }

  private static func deflatedElsewhere() throws -> [UInt8] {
    // gzip.compress(struct.pack('>4I', 0x803, 3, 28, 28)
    //   + bytes((i * 7) % 11 * 23 for i in range(3 * 784)), 9, mtime=0) of Python.
    let packed = try #require(
      Data(
        base64Encoded:
          "H4sIAAAAAAACA2Ng4GBmYGAAYRkwXuj6rEvvfLH4jphR5ihzlDnKHGWOMkeZo8xRJhYmAJhBGz9ACQAA"
      ))
    return Array(packed)
  }

  @Test("inflates what another program deflated")
  func inflates() throws {
    let file = try read(Self.deflatedElsewhere(), as: .images)
    #expect(file.header.count == 3)
    #expect(
      file.sha256 == "d5441223ce88b60070ac16df5190f81f88c72e68e6c6e9343ea85e2e040cd866")
  }

  @Test("goes on from member to member, cut anywhere, empty ones included")
  func readsMembers() throws {
    for cut in 0..<labels.count + 1 {
      let members = [Array(labels[..<cut]), [], Array(labels[cut...]), []]
      let file = try read(members.flatMap(Gzip.packed))
      #expect(file.payload.withUnsafeBytes { Array($0) } == [3, 1, 4, 1])
    }
  }

  @Test("does not mind where the source's pieces end", arguments: 1...24)
  func readsPieces(length: Int) throws {
    let packed = [Array(labels[..<9]), [], Array(labels[9...])].flatMap(Gzip.packed)
    for bytes in [packed, try Self.deflatedElsewhere()] {
      let layout: IDXLayout = bytes == packed ? .labels : .images
      let file = try read(bytes, as: layout, inPiecesOf: length)
      #expect(file.sha256 == (try read(bytes, as: layout)).sha256)
    }
  }

  @Test("refuses a stream that ends too soon, wherever")
  func refusesTruncation() {
    let packed = Gzip.packed(labels)
    for count in 2..<packed.count { expect(.truncated, from: Array(packed[..<count])) }
  }

  @Test("refuses a wrong checksum, a wrong length and a wrong block")
  func refusesDamage() {
    let packed = Gzip.packed(labels)
    for index in [packed.count - 1, packed.count - 5, packed.count - 9, 10, 2] {
      var damaged = packed
      damaged[index] ^= 0x06
      expect(.damaged, from: damaged)
    }
  }

  @Test("passes over zeros behind the packed data and between members", arguments: padding)
  func acceptsPadding(count: Int) throws {
    let zeros = [UInt8](repeating: 0, count: count)
    let cut = Gzip.packed(Array(labels[..<9])) + zeros + Gzip.packed(Array(labels[9...])) + zeros
    for bytes in [Gzip.packed(labels) + zeros, cut] {
      for length in [1, 7, 1 << 16] {
        let file = try read(bytes, inPiecesOf: length)
        #expect(file.payload.withUnsafeBytes { Array($0) } == [3, 1, 4, 1])
      }
    }
  }

  private static let padding = [1, 2, 7, 8, 9, 100, 200_000]

  @Test("refuses what follows the packed data, and the zeros behind it", arguments: [0] + padding)
  func refusesTrailingBytes(count: Int) {
    let zeros = [UInt8](repeating: 0, count: count)
    for garbage in [[1], [0x1F], [0x1F, 0x8B], Array("garbage behind it".utf8), Gzip.packed([1])] {
      expect(.oversized, from: Gzip.packed(labels) + zeros + garbage)
      expect(.oversized, from: Gzip.packed(labels) + zeros + garbage + zeros)
    }
  }

  @Test("refuses to read zeros for ever")
  func refusesEndlessPadding() {
    let packed = Gzip.packed(labels)
    var isFirst = true
    let source = ByteSource(activity: "reading the test's bytes", size: 1 << 40) { buffer in
      defer { isFirst = false }
      guard isFirst else {
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        return buffer.count
      }
      buffer.copyBytes(from: packed)
      return packed.count
    }
    let error = #expect(throws: DatasetError.self) { try IDXFile(layout: .labels, from: source) }
    #expect(error?.code == .oversized)
  }

  @Test("believes no header that announces more than can be packed")
  func boundsAllocation() {
    expect(.truncated, from: Gzip.packed([0, 0, 8, 1, 0x3F, 0xFF, 0xFF, 0xFF, 1]))
  }
}
