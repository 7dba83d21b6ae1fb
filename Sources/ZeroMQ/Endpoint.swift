import Diagnostics
import OperatingSystem

/// Where a socket listens or connects to.
public enum Endpoint: Sendable, Hashable {
  /// A TCP port of a host; `*` for all interfaces, `*` as port for any free one, when binding.
  case tcp(host: String, port: String)
  /// A Unix-domain socket.
  case ipc(path: String)

  /// The bytes that the path of a Unix-domain socket may have.
  public static let longestPath = 103

  /// Parses `tcp://HOST:PORT` or `ipc://PATH`.
  ///
  /// - Throws: ``EndpointError`` that says what is wrong with the text.
  public init(_ text: String) throws(EndpointError) {
    func wrong(_ problem: String) -> EndpointError { EndpointError(text: text, problem: problem) }
    if let path = Self.rest(of: text, after: "ipc://") {
      guard !path.isEmpty else { throw wrong("it has no path") }
      let length = Self.length(ofPath: path)
      guard length <= Self.longestPath else {
        throw wrong("its path has \(length) bytes, more than \(Self.longestPath)")
      }
      self = .ipc(path: path)
      return
    }
    guard let address = Self.rest(of: text, after: "tcp://") else {
      throw wrong("it begins with neither tcp:// nor ipc://")
    }
    guard let colon = address.lastIndex(of: ":"), !address.hasSuffix("]") else {
      throw wrong("it has no port")
    }
    let host = String(address[..<colon])
    let port = String(address[address.index(after: colon)...])
    guard !host.isEmpty else { throw wrong("it has no host") }
    guard Self.hasBracketsRight(host) else {
      throw wrong("an IPv6 address, and nothing else, is written in brackets")
    }
    guard host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x2f }) else {
      throw wrong("its host '\(host)' holds a character that no host has")
    }
    // No sign: libzmq would read one.
    let isNumber = port.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard port == "*" || isNumber && (1...65535).contains(Int(port) ?? 0) else {
      throw wrong("its port '\(port)' is not a number from 1 to 65535")
    }
    self = .tcp(host: host, port: port)
  }

  /// Whether only processes of this machine can reach it.
  public var isLocal: Bool {
    switch self {
    case .ipc: true
    case .tcp(let host, _):
      host == "localhost" || host == "[::1]" || host == "[0:0:0:0:0:0:0:1]"
        || Self.isLoopbackIPv4(host)
    }
  }

  /// The same with a numeric address for the one name that means this machine everywhere: libzmq looks
  /// no names up to listen.
  var numericForListening: Endpoint {
    if case .tcp("localhost", let port) = self { return .tcp(host: "127.0.0.1", port: port) }
    return self
  }

  /// Whether libzmq has to be told to look for an IPv6 address.
  func needsIPv6(resolvingNames: Bool) -> Bool {
    guard case .tcp(let host, _) = self else { return false }
    return host == "*" || host.hasPrefix("[") || resolvingNames
  }

  /// The bytes of a path, which may be fewer than those of the text that stands for it.
  package static func length(ofPath path: String) -> Int { path.pathBytes.count - 1 }

  // Code points, since a slash and an accent behind it are one character.
  private static func rest(of text: String, after scheme: String) -> String? {
    text.unicodeScalars.starts(with: scheme.unicodeScalars)
      ? String(text.unicodeScalars.dropFirst(scheme.unicodeScalars.count)) : nil
  }

  private static func hasBracketsRight(_ host: String) -> Bool {
    let inner = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : nil
    return !(inner ?? host[...]).contains { $0 == "[" || $0 == "]" }
      && host.contains(":") == (inner != nil)
  }

  // 127.0.0.0/8 in four decimal numbers; a name such as 127.example.org is no address.
  private static func isLoopbackIPv4(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}

extension Endpoint: CustomStringConvertible {
  /// The text that was parsed.
  public var description: String {
    switch self {
    case .tcp(let host, let port): "tcp://\(host):\(port)"
    case .ipc(let path): "ipc://\(path)"
    }
  }
}
