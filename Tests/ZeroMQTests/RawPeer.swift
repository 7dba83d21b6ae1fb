import Testing
import ZeroMQ

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A peer that speaks for itself, without libzmq: bytes over a connection (ZMTP 3.0,
/// rfc.zeromq.org/spec/23).
final class RawPeer {
  private let descriptor: Int32

  init(at endpoint: Endpoint) throws {
    switch endpoint {
    case .tcp(_, let port):
      descriptor = try Self.open(AF_INET)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = try #require(UInt16(port)).bigEndian
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      try connect(to: address)
    case .ipc(let path):
      descriptor = try Self.open(AF_UNIX)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
      try connect(to: address)
    }
  }

  deinit { close(descriptor) }

  /// Agrees on how to speak, as a dealer that calls itself something.
  func shakeHands(as identity: [UInt8] = []) throws {
    let signature: [UInt8] = [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F]
    let mechanism = Array("NULL".utf8) + Array(repeating: 0, count: 16)
    let greeting = signature + [3, 0] + mechanism + Array(repeating: 0, count: 32)
    try #require(write(greeting))
    try #require(read(64) != nil)
    func property(_ name: String, _ value: [UInt8]) -> [UInt8] {
      [UInt8(name.utf8.count)] + Array(name.utf8) + [0, 0, 0, UInt8(value.count)] + value
    }
    let body =
      [5] + Array("READY".utf8) + property("Socket-Type", Array("DEALER".utf8))
      + property("Identity", identity)
    try #require(write([4, UInt8(body.count)] + body))
    let head = try #require(read(2))
    try #require(read(Int(head[1])) != nil)
  }

  /// Sends a message of one short frame.
  func send(_ frame: [UInt8]) throws { try #require(write([0, UInt8(frame.count)] + frame)) }

  /// Writes all of some bytes; false if the connection has ended.
  func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Self.send(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return false }
    }
    return true
  }

  func read(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var part = [UInt8](repeating: 0, count: count - bytes.count)
      let length = recv(descriptor, &part, part.count, 0)
      if length > 0 { bytes += part[..<length] } else { return nil }
    }
    return bytes
  }

  /// Says no more, and reads until the other side has nothing more to say.
  func finish() {
    shutdown(descriptor, Int32(SHUT_WR))
    while read(1) != nil {}
  }

  /// Whether the other side hangs up, or has hung up.
  func hasEnded(within duration: Duration) -> Bool {
    var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let deadline = ContinuousClock.now + duration
    repeat {
      guard poll(&item, 1, 1) > 0 else { continue }
      var bytes = [UInt8](repeating: 0, count: 256)
      if recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT)) <= 0 { return true }
    } while ContinuousClock.now < deadline
    return false
  }

  private static func open(_ family: Int32) throws -> Int32 {
    #if canImport(Darwin)
      let descriptor = socket(family, SOCK_STREAM, 0)
    #else
      let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    try #require(descriptor >= 0)
    return descriptor
  }

  private func connect<Address>(to address: Address) throws {
    let descriptor = descriptor
    let status = withUnsafePointer(to: address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Self.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
    try #require(status == 0)
  }

  // The system's functions, which methods of the same names hide.
  private static func connect(
    _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ size: socklen_t
  ) -> Int32 {
    #if canImport(Darwin)
      Darwin.connect(descriptor, address, size)
    #elseif canImport(Musl)
      Musl.connect(descriptor, address, size)
    #else
      Glibc.connect(descriptor, address, size)
    #endif
  }

  private static func send(
    _ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int
  ) -> Int {
    #if canImport(Darwin)
      Darwin.write(descriptor, bytes, count)
    #elseif canImport(Musl)
      Musl.send(descriptor, bytes, count, Int32(MSG_NOSIGNAL))
    #else
      Glibc.send(descriptor, bytes, count, Int32(MSG_NOSIGNAL))
    #endif
  }
}
