import Foundation
import Synchronization

/// A web server on the loopback address that answers GET requests one after another, on a thread of
/// its own, until it is stopped or released.
public final class LoopbackHTTPServer: Sendable {
  /// What is answered to a request.
  public struct Response: Sendable {
    /// The status code.
    public var status: Int
    /// The bytes sent behind the head.
    public var body: [UInt8]
    /// The length that the head announces, if it is not that of the body.
    public var announcedLength: Int?

    /// An answer whose length is announced truthfully unless told otherwise.
    public init(status: Int = 200, body: [UInt8] = [], announcedLength: Int? = nil) {
      self.status = status
      self.body = body
      self.announcedLength = announcedLength
    }
  }

  /// The root, `http://127.0.0.1:PORT/`.
  public let address: String
  private let requests: Requests
  private let wakeUp: Pipe

  private final class Requests: Sendable {
    let paths = Mutex<[String]>([])
  }

  /// - Parameter answer: Gives the answer to the path of a request, such as `/a/b`.
  public init(answer: @escaping @Sendable (String) -> Response) throws {
    let (listener, port) = try Self.listen()
    address = "http://127.0.0.1:\(port)/"
    let requests = Requests()
    let wakeUp = Pipe()
    self.requests = requests
    self.wakeUp = wakeUp
    let reading = wakeUp.fileHandleForReading
    Thread.detachNewThread {
      defer { close(listener) }
      while Self.waitForConnection(listener, or: reading.fileDescriptor) {
        let connection = accept(listener, nil, nil)
        if connection < 0 { continue }
        if let path = Self.readPath(from: connection) {
          requests.paths.withLock { $0.append(path) }
          Self.send(answer(path), to: connection)
        }
        close(connection)
      }
    }
  }

  deinit {
    stop()
  }

  /// The paths that have been asked for, in order.
  public var requestedPaths: [String] { requests.paths.withLock { $0 } }

  /// Has the thread end; what it is sending is sent to the end.
  public func stop() {
    try? wakeUp.fileHandleForWriting.close()
  }

  /// An address on which nobody listens.
  public static func refusingAddress() throws -> String {
    let (listener, port) = try listen()
    close(listener)
    return "http://127.0.0.1:\(port)/"
  }

  private static func listen() throws -> (descriptor: Int32, port: UInt16) {
    #if os(Linux)
      let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let listener = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &name) { name in
      name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        if bind(listener, name, length) != 0 { return Int32(-1) }
        if Foundation.listen(listener, 8) != 0 { return -1 }
        return getsockname(listener, name, &length)
      }
    }
    guard status == 0 else {
      let error = POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
      close(listener)
      throw error
    }
    return (listener, UInt16(bigEndian: name.sin_port))
  }

  /// Whether there is a connection to accept; `false` once the other end of the pipe is closed.
  private static func waitForConnection(_ listener: Int32, or wakeUp: Int32) -> Bool {
    var descriptors = [
      pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&descriptors, 2, -1) < 0 && errno == EINTR {}
    return descriptors[1].revents == 0
  }

  private static func readPath(from connection: Int32) -> String? {
    var head: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      let count = read(connection, &chunk, chunk.count)
      if count <= 0 { return nil }
      head += chunk[..<count]
    }
    let words = String(decoding: head, as: UTF8.self).split(separator: " ")
    return words.count > 1 ? String(words[1]) : nil
  }

  private static func send(_ response: Response, to connection: Int32) {
    let length = response.announcedLength ?? response.body.count
    let head = "HTTP/1.1 \(response.status) Answer\r\nContent-Length: \(length)\r\n"
    var rest = (Array((head + "Connection: close\r\n\r\n").utf8) + response.body)[...]
    // A client that hangs up must not end the process.
    #if os(Linux)
      let flags = Int32(MSG_NOSIGNAL)
    #else
      let flags: Int32 = 0
      var yes: Int32 = 1
      setsockopt(connection, SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<Int32>.size))
    #endif
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(connection, $0.baseAddress, $0.count, flags)
      }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }
}
