import Foundation

/// A directory of a test's own, removed with all it holds when the value goes.
public final class ScratchDirectory: Sendable {
  /// Where the directory lies.
  public let path: String

  /// Makes an empty directory.
  public init() throws {
    path = "\(Self.parent)/tandem-test-\(UUID().uuidString.prefix(12))"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false)
  }

  /// The system's, unless it is missing, or so long that the path of a socket would not fit.
  private static let parent: String = {
    let path = FileManager.default.temporaryDirectory.path
    return path.utf8.count <= 50 && access(path, W_OK) == 0 ? path : "/tmp"
  }()

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Makes a file in it and returns its path.
  public func file(_ name: String, holding bytes: some Sequence<UInt8>) throws -> String {
    let file = file(name)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// The content of a file in it.
  public func bytes(of name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  /// The content of a file in it, as text.
  public func text(of name: String) throws -> String {
    try String(decoding: bytes(of: name), as: UTF8.self)
  }

  /// The names in it, sorted.
  public func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
