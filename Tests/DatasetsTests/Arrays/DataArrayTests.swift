import Diagnostics
import TestSupport
import Testing

@testable import Datasets

@Suite("An array of data", .computing)
struct DataArrayTests {
  private let numbers = DataArray((0..<24).map { Int32($0) }, shape: [4, 3, 2])

  @Test("takes numbers of three types from a program")
  func takesNumbers() {
    let bytes = DataArray([1, 2, 3] as [UInt8])
    #expect((bytes.dtype, bytes.shape, bytes.count) == (.uint8, [3], 3))
    let floats = DataArray([0.5, -0.0, .infinity, 4] as [Float], shape: [2, 2])
    #expect(
      floats.elements(of: Float.self).map(\.bitPattern) == [
        0x3F00_0000, 0x8000_0000, 0x7F80_0000, 0x4080_0000,
      ])
    #expect((numbers.elementCount, numbers.byteCount, numbers.bytesPerRow) == (24, 96, 24))
    #expect((numbers.rowShape, "\(numbers)") == ([3, 2], "int32[4, 3, 2]"))
    let scalar = DataArray([7] as [Int32], shape: [])
    #expect((scalar.count, scalar.elementCount, scalar.rowShape) == (1, 1, []))
    let nothing = DataArray([] as [Float], shape: [0, 4])
    #expect((nothing.count, nothing.elementCount, nothing.bytesPerRow) == (0, 0, 16))
  }

  @Test("is cut along its first axis without copying, parts of parts included")
  func isCut() {
    let part = numbers.rows(1..<4).rows(1..<3)
    #expect(part.shape == [2, 3, 2])
    #expect(part.elements(of: Int32.self) == (12..<24).map { Int32($0) })
    #expect(part.memory === numbers.memory)
    #expect(part.byteRange(ofRows: 1..<2) == 72..<96)
    #expect(part == DataArray((12..<24).map { Int32($0) }, shape: [2, 3, 2]))
    #expect(numbers.rows(4..<4).elements(of: Int32.self).isEmpty)
  }

  @Test("gives copies of rows in any order")
  func gathersRows() {
    let rows = numbers.rows(2..<4).rows(at: [1, 0, 1])
    #expect(rows.shape == [3, 3, 2])
    #expect(
      rows.elements(of: Int32.self) == [
        18, 19, 20, 21, 22, 23, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
      ])
    #expect(numbers.rows(at: []).shape == [0, 3, 2])
    let wide = DataArray([] as [Float], shape: [3, 0]).rows(at: [2, 1])
    #expect(wide.shape == [2, 0])
  }

  @Test("is equal to another of the same type, shape and bits only")
  func comparesBits() {
    #expect(DataArray([0.0 as Float]) != DataArray([-0.0 as Float]))
    #expect(DataArray([Float.nan]) == DataArray([Float.nan]))
    #expect(DataArray([1, 2] as [UInt8]) != DataArray([1, 2] as [UInt8], shape: [2, 1]))
    #expect(DataArray([0] as [Int32]) != DataArray([0] as [Float]))
  }

  @Test("is converted where every number has an equal, whole ones to the nearest Float32")
  func isConverted() throws {
    let bytes = DataArray([0, 7, 255] as [UInt8])
    #expect(try bytes.converted(to: .float32) == DataArray([0, 7, 255] as [Float]))
    #expect(try bytes.converted(to: .int32) == DataArray([0, 7, 255] as [Int32]))
    #expect(try bytes.converted(to: .uint8).memory === bytes.memory)
    let wholes = DataArray([16_777_217, 16_777_219, -5, Int32.max] as [Int32])
    #expect(
      try wholes.converted(to: .float32)
        == DataArray([16_777_216, 16_777_220, -5, 2_147_483_648] as [Float]))
    #expect(
      try DataArray([3, -0.0] as [Float]).converted(to: .uint8) == DataArray([3, 0] as [UInt8]))
    #expect(
      try DataArray([-2_147_483_648] as [Float]).converted(to: .int32)
        == DataArray([Int32.min]))
  }

  @Test(
    "refuses to convert what has no equal", arguments: [2.5, -1, 256, .nan, .infinity] as [Float])
  func refusesConversion(number: Float) throws {
    try expectError(.outOfRange, mentioning: ["index 1", "\(number)", "uint8"]) {
      try DataArray([3, number] as [Float]).converted(to: .uint8)
    }
    try expectError(.outOfRange, mentioning: ["index 0", "300", "uint8"]) {
      try DataArray([300] as [Int32]).converted(to: .uint8)
    }
    try expectError(.outOfRange, mentioning: ["2.1474836e+09", "int32"]) {
      try DataArray([2_147_483_648] as [Float]).converted(to: .int32)
    }
  }

  @Test("stops a program that gives it another count than its shape has")
  func refusesCounts() async {
    await #expect(processExitsWith: .failure) {
      _ = DataArray([1, 2, 3] as [Float], shape: [2, 2])
    }
    await #expect(processExitsWith: .failure) { _ = DataArray([] as [Float], shape: [-1]) }
    await #expect(processExitsWith: .failure) {
      _ = DataArray([] as [Float], shape: [1 << 40, 0, 1 << 40])
    }
  }

  @Test("stops a program that reads behind its end, or as another type")
  func refusesRanges() async {
    await #expect(processExitsWith: .failure) { _ = DataArray([1] as [Float]).rows(0..<2) }
    await #expect(processExitsWith: .failure) { _ = DataArray([1] as [Float]).rows(at: [1]) }
    await #expect(processExitsWith: .failure) {
      _ = DataArray([1] as [Float]).elements(of: Int32.self)
    }
  }
}
