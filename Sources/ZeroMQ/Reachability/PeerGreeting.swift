/// What a peer says first on a new connection, as far as it tells who it is.
///
/// Source: ZMTP 3.1, https://rfc.zeromq.org/spec/23.
struct PeerGreeting {
  /// What a peer turns out to be.
  enum Peer: Equatable {
    /// A ZeroMQ socket, of a type if it has told, which wants a mechanism.
    case zeroMQ(type: String?, mechanism: String)
    /// Something else, which begins with these words.
    case foreign(String)
  }

  /// The greeting of a client without keys: signature, version, mechanism.
  static let ours: [UInt8] =
    [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0] + Array("NULL".utf8)
    + [UInt8](repeating: 0, count: length - 16)

  private static let length = 64
  private static let mechanism = 12..<32
  /// More than any first command has that is worth reading.
  private static let most = 1_024

  private var bytes: [UInt8] = []

  /// Whether nothing has come yet.
  var isEmpty: Bool { bytes.isEmpty }

  mutating func append(_ more: some Sequence<UInt8>) { bytes += more }

  /// Whether more bytes could tell more.
  var isComplete: Bool {
    guard let first = bytes.first else { return false }
    if first != 0xFF || bytes.count >= 10 && bytes[9] != 0x7F { return true }
    guard bytes.count > Self.length, bytes[0] == 0xFF else { return false }
    return bytes.count >= Self.most || Self.type(in: bytes[Self.length...]) != nil
  }

  /// Who it is; nil if nothing has come.
  var peer: Peer? {
    guard let first = bytes.first else { return nil }
    if first != 0xFF || bytes.count >= 10 && bytes[9] != 0x7F { return .foreign(words) }
    guard bytes.count >= Self.length else { return .zeroMQ(type: nil, mechanism: "NULL") }
    let mechanism = String(
      decoding: bytes[Self.mechanism].prefix { $0 != 0 }.filter { 0x20..<0x7F ~= $0 },
      as: UTF8.self)
    return .zeroMQ(type: Self.type(in: bytes[Self.length...]), mechanism: mechanism)
  }

  /// The first line, without what a terminal would not show.
  private var words: String {
    let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }.prefix(60)
    return String(decoding: line.map { 0x20..<0x7F ~= $0 ? $0 : 0x3F }, as: UTF8.self)
  }

  /// The property Socket-Type of a READY command; nil if it is not there, or not yet.
  private static func type(in command: ArraySlice<UInt8>) -> String? {
    let key = Array("Socket-Type".utf8)
    for start in command.indices.dropLast(key.count + 4)
    where command[start] == key[0] && command[start...].starts(with: key) {
      let length = command[(start + key.count)...].prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let value = command[(start + key.count + 4)...].prefix(length)
      guard (1...16).contains(length), value.count == length else { return nil }
      return String(decoding: value.map { 0x20..<0x7F ~= $0 ? $0 : 0x3F }, as: UTF8.self)
    }
    return nil
  }
}
