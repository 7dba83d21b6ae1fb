import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("NumPy's files", .computing)
struct NPYTests {
  private static let names: [String] =
    (try? Fixtures.expectations())?.keys
    .filter { $0.hasSuffix(".npy") }.sorted() ?? []

  private func read(_ bytes: [UInt8]) throws -> DataArray {
    try DataArray(
      npyFrom: .memory(bytes, activity: "reading the test's bytes"), remedy: "Fetch it again")
  }

  /// A file with a header of version 1.0 as it is given, padded with nothing.
  private static func file(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
    [0x93] + Array("NUMPY".utf8) + [1, 0]
      + [UInt8(truncatingIfNeeded: header.utf8.count), UInt8(header.utf8.count >> 8)]
      + Array(header.utf8) + data
  }

  @Test("are there, of every type, order and version")
  func areThere() {
    #expect(Self.names.count >= 50)
  }

  @Test("are read as NumPy reads them, packed or not", arguments: names)
  func areRead(name: String) throws {
    let expectation = try #require(try Fixtures.expectations()[name])
    let path = Fixtures.path(of: "arrays/\(name)")
    #expect(try DataArray(npy: path).meets(expectation))
    let bytes = try Fixtures.bytes(of: "arrays/\(name)")
    #expect(try read(Gzip.packed(bytes)).meets(expectation))
  }

  @Test("may have NaN in them, and headers written by others")
  func readsOthers() throws {
    let nan = Self.file(
      "{'descr':'<f8','shape':(1,),'fortran_order':False}", [0, 0, 0, 0, 0, 0, 0xF8, 0x7F])
    #expect(try read(nan).elements(of: Float.self)[0].isNaN)
    let half = Self.file(
      "{\"shape\": ( 2L , ), \"fortran_order\": False, \"descr\": \">f2\",}\n", [0x7E, 0, 0x3C, 0])
    let numbers = try read(half).elements(of: Float.self)
    #expect(numbers[0].isNaN && numbers[1] == 1)
    let byte = Self.file("{'descr': '<u1', 'fortran_order': True, 'shape': ()}", [9])
    #expect(try read(byte) == DataArray([9] as [UInt8], shape: []))
  }

  @Test(
    "are refused for other types, with the type and a way out",
    arguments: [
      ("complex", "<c8"), ("text", "<U1"), ("records", "records"), ("objects", "never run"),
      ("dates", "<M8[D]"),
    ])
  func refusesTypes(name: String, words: String) throws {
    try expectError(.unsupported, mentioning: [name, words, "ave"]) {
      try DataArray(npy: Fixtures.path(of: "arrays/refused-\(name).npy"))
    }
  }

  @Test(
    "are refused for a number that does not fit, with its place",
    arguments: [
      ("i8", "index 2", "2147483648"), ("u4", "index 0", "2147483648"), ("f8", "index 1", "1e+39"),
    ])
  func refusesMisfits(name: String, place: String, number: String) throws {
    try expectError(.outOfRange, mentioning: [place, number, "fit"]) {
      try DataArray(npy: Fixtures.path(of: "arrays/misfit-\(name).npy"))
    }
    try expectError(.outOfRange, mentioning: ["index 0", "2 as bool"]) {
      try read(Self.file("{'descr': '|b1', 'fortran_order': False, 'shape': (1,)}", [2]))
    }
  }

  @Test("are refused when cut anywhere or too long", arguments: names)
  func refusesCuts(name: String) throws {
    let bytes = try Fixtures.bytes(of: "arrays/\(name)")
    for cut in Damage.truncations(of: bytes) {
      #expect(isRefused { try read(cut) }, "\(cut.count) of \(bytes.count) bytes")
    }
    try expectError(.oversized, mentioning: ["goes on"]) { try read(bytes + [0]) }
  }

  @Test("never end the process, whichever bits are turned", arguments: names)
  func survivesFlips(name: String) throws {
    let bytes = try Fixtures.bytes(of: "arrays/\(name)")
    for round in 0..<200 { _ = try? read(Damage.flipped(bytes, round)) }
  }

  @Test("are told from what stands in their place")
  func tellsImpostors() throws {
    for (words, bytes) in Damage.impostors {
      try expectError(.wrongMagic, mentioning: ["NUMPY", words]) { try read(bytes) }
    }
    try expectError(.truncated, mentioning: ["empty"]) { try read([]) }
    try expectError(.wrongMagic, mentioning: ["zip archive", "NPZFile"]) {
      try DataArray(npy: Fixtures.path(of: "mnist.npz"))
    }
  }

  @Test(
    "are refused for headers that are not literals of three entries",
    arguments: [
      "", "{", "{}", "None", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} + x",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (1,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
      "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': 1}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,,2)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
      "{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (1,)}",
      "{'descr': f4, 'fortran_order': False, 'shape': (1,)}",
      "{'descr': '<f4, 'fortran_order': False, 'shape': (1,)}",
      "{'descr' '<f4', 'fortran_order': False, 'shape': (1,)}",
      "{__import__('os').system('true'): 1}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (" + String(repeating: "1,", count: 65)
        + ")}",
    ])
  func refusesLiterals(header: String) throws {
    try expectError(.malformed, mentioning: ["header", "byte"]) {
      try read(Self.file(header, [0, 0, 0, 0]))
    }
  }

  @Test("are refused for bytes in the header that are not UTF-8")
  func refusesOtherEncodings() throws {
    var bytes = Self.file("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", [0, 0, 0, 0])
    bytes[21] = 0xFF
    try expectError(.malformed, mentioning: ["UTF-8", "byte 20"]) { try read(bytes) }
  }

  #if canImport(Glibc)
    @Test("are refused with words where there is not as much memory")
    func refusesWithoutMemory() async {
      await #expect(processExitsWith: .success) {
        // A file of eight GiB with nothing in it but a header, and a process that may not have as much.
        let directory = try TemporaryDirectory()
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483648,)}"
        try directory.write(NPYTests.file(header), to: "huge.npy")
        let path = directory.path(of: "huge.npy")
        let isMade = truncate(path, off_t(10 + header.utf8.count + 1 << 33)) == 0
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        limit.rlim_cur = 7 << 30
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        var isTold = false
        do throws(DatasetError) {
          _ = try DataArray(npy: path)
        } catch {
          isTold = error.code == .outOfMemory && error.problem.contains("8589934592")
        }
        try FileManager.default.removeItem(atPath: directory.path)
        // Not every file system has files of that size.
        exit(isTold || !isMade ? 0 : 1)
      }
    }
  #endif

  @Test("are refused for absurd sizes before memory is taken")
  func refusesAbsurdSizes() throws {
    func file(_ shape: String, _ descr: String = "<f4") -> [UInt8] {
      Self.file("{'descr': '\(descr)', 'fortran_order': True, 'shape': \(shape)}", [0, 0, 0, 0])
    }
    let most = Int.max
    try expectError(.tooLarge, mentioning: ["\(most)×\(most)", "16 GiB"]) {
      try read(file("(\(most), \(most))"))
    }
    try expectError(.tooLarge, mentioning: ["0×\(most)"]) { try read(file("(0, \(most), 4)")) }
    try expectError(.truncated, mentioning: ["4000000000 bytes", "only 4 are"]) {
      try read(file("(1000000000,)"))
    }
    try expectError(.truncated, mentioning: ["4000000000 bytes", "can be packed"]) {
      try read(Gzip.packed(file("(1000000000,)")))
    }
    let long = [0x93] + Array("NUMPY".utf8) + [2, 0, 0xFF, 0xFF, 0xFF, 0xFF]
    try expectError(.tooLarge, mentioning: ["4294967295"]) { try read(long) }
    try expectError(.unsupported, mentioning: ["version 4.0"]) {
      try read([0x93] + Array("NUMPY".utf8) + [4, 0, 0, 0])
    }
    for type in ["f4", "=f4", "<f3", "|f4", "<b", "", "O8", "<i16"] {
      #expect(isRefused { try read(file("(1,)", type)) }, "\(type)")
    }
  }
}
