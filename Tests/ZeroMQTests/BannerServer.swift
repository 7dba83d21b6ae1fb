import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Something that is no ZeroMQ socket: takes connections, one after the other, and says a few words
/// at once, after it was told something, or never.
final class BannerServer: Sendable {
  /// When it speaks.
  enum Manner: Sendable { case first, asAnswer, never, hangingUp }

  let port: String
  private let listener: Int32

  init(_ words: String = "", _ manner: Manner) throws {
    (listener, port) = try Self.listen(backlog: 8)
    let listener = self.listener
    Thread.detachNewThread {
      // Closed by whoever accepts: the number may at once be another socket's.
      defer { close(listener) }
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { return }
        var chunk = [UInt8](repeating: 0, count: 512)
        if manner == .asAnswer { _ = recv(connection, &chunk, chunk.count, 0) }
        if manner == .first || manner == .asAnswer {
          _ = send(connection, words, words.utf8.count, Self.flags)
        }
        // Until the client has had enough.
        if manner != .hangingUp { while recv(connection, &chunk, chunk.count, 0) > 0 {} }
        close(connection)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
  }

  /// A socket that listens at a free port of the loopback address.
  static func listen(backlog: Int32) throws -> (descriptor: Int32, port: String) {
    #if canImport(Darwin)
      let listener = socket(AF_INET, SOCK_STREAM, 0)
    #else
      let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &name) { name in
      name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        if bind(listener, name, length) != 0 { return Int32(-1) }
        if Foundation.listen(listener, backlog) != 0 { return -1 }
        return getsockname(listener, name, &length)
      }
    }
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return (listener, "\(UInt16(bigEndian: name.sin_port))")
  }

  #if canImport(Darwin)
    private static let flags: Int32 = 0
  #else
    private static let flags = Int32(MSG_NOSIGNAL)
  #endif
}
