import TestSupport
import Testing

@testable import OperatingSystem

@Suite("Paths as text", .computing)
struct PathTextTests {
  static let paths: [[UInt8]] = [
    [], Array("plain".utf8), Array("/tmp/ä 数字 🙂/\u{301}x".utf8),
    [0xFF], [0x61, 0xFF, 0x62], [0x80], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xF0, 0x9F, 0x99],
    // Longer than needed, a surrogate, beyond the last code point.
    [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    // What stands for bytes, itself in a path.
    Array("\u{10FE80}\u{10FEFF}".utf8), Array("\u{10FE7F}\u{10FF00}".utf8),
    Array("a\u{10FE81}".utf8) + [0xFE], (1...255).map { UInt8($0) },
  ]

  @Test("give back the bytes they were made of", arguments: paths)
  func bytes(path: [UInt8]) {
    #expect(String(path: path).pathBytes.map { UInt8(bitPattern: $0) } == path + [0])
  }

  @Test("are as they are read wherever they can be")
  func plain() {
    #expect(String(path: Array("/tmp/ä".utf8)) == "/tmp/ä")
    #expect("/tmp/ä".pathBytes.map { UInt8(bitPattern: $0) } == Array("/tmp/ä".utf8) + [0])
  }

  @Test("are different for different bytes")
  func injective() {
    let texts = Self.paths.map { Array(String(path: $0).unicodeScalars.map(\.value)) }
    #expect(Set(texts).count == Self.paths.count)
    // Two bytes alike, one as a byte and one as what stands for it.
    let byte = String(path: [0xFF])
    #expect(String(path: Array(byte.utf8)).pathBytes != byte.pathBytes)
  }

  @Test("show a person the bytes that are no character")
  func shown() {
    #expect(String(path: [0x61, 0xFF, 0x2F, 0x80]).showingBytesOfPaths == "a\\xff/\\x80")
    #expect("ä".showingBytesOfPaths == "ä")
  }

  @Test(
    "are cut at slashes, whatever stands beside them",
    arguments: [
      ("a", ".", "a"), ("a/b", "a", "b"), ("/a", "/", "a"), ("/a/b/", "/a", "b"), ("/", "/", ""),
      // A slash and an accent are one character.
      ("a/\u{301}b", "a", "\u{301}b"), ("/\u{301}", "/", "\u{301}"), ("\r\n/\r\n", "\r\n", "\r\n"),
    ])
  func parts(path: String, directory: String, name: String) {
    #expect(Array(PathParts.directory(of: path).utf8) == Array(directory.utf8))
    #expect(Array(PathParts.name(of: path).utf8) == Array(name.utf8))
    #expect(PathParts.isAbsolute(path) == (path.utf8.first == 0x2F))
  }
}
