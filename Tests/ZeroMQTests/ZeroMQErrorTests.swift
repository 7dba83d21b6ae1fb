import Diagnostics
import TestSupport
import Testing
import ZeroMQ

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("An endpoint that can't be used", .blocking)
struct ZeroMQErrorTests {
  @Test(
    "is refused with its name, the reason and a remedy",
    arguments: [
      (Endpoint.tcp(host: "192.0.2.1", port: "*"), ZeroMQError.Code.addressNotAvailable),
      (.tcp(host: "no-such-host.invalid", port: "*"), .addressNotAvailable),
      (.ipc(path: "/tmp/zmq-no-such-directory/socket"), .noSuchDirectory),
      (.ipc(path: "/tmp/" + String(repeating: "p", count: 200)), .pathTooLong),
    ])
  func listening(endpoint: Endpoint, code: ZeroMQError.Code) throws {
    let context = try Context()
    let socket = try Socket(.router, in: context)
    try expectRefusal(code, of: endpoint) { () throws(ZeroMQError) in
      try socket.bind(to: endpoint)
    }
  }

  @Test("is taken by one socket at a time", arguments: Transport.allCases)
  func taken(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      let first = try Socket(.router, in: context)
      let second = try Socket(.router, in: context)
      let bound = try first.bind(to: endpoint)
      try expectRefusal(.addressInUse, of: bound) { () throws(ZeroMQError) in
        try second.bind(to: bound)
      }
      // The one that has it goes on as before.
      let dealer = try Socket(.dealer, in: context)
      try dealer.connect(to: bound)
      _ = try dealer.introduce(to: first)
    }
  }

  @Test("costs no file its life")
  func file() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/other"
      let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
      try #require(descriptor >= 0)
      close(descriptor)
      let context = try Context()
      let socket = try Socket(.router, in: context)
      try expectRefusal(.pathOccupied, of: .ipc(path: path)) { () throws(ZeroMQError) in
        try socket.bind(to: .ipc(path: path))
      }
      #expect(access(path, F_OK) == 0)
    }
  }

  @Test("is free again when the process that listened there has died")
  func leftBehind() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/socket"
      try leaveSocketBehind(at: path)
      let context = try Context()
      let router = try Socket(.router, in: context)
      #expect(try router.bind(to: .ipc(path: path)) == .ipc(path: path))
    }
  }

  @Test(
    "is refused when connecting with a wildcard",
    arguments: [Endpoint.tcp(host: "*", port: "5555"), .tcp(host: "127.0.0.1", port: "*")])
  func connecting(endpoint: Endpoint) throws {
    let context = try Context()
    let socket = try Socket(.dealer, in: context)
    try expectRefusal(.invalidEndpoint, of: endpoint) { () throws(ZeroMQError) in
      try socket.connect(to: endpoint)
    }
  }

  @Test(
    "is told apart by the number of the error, and unknown numbers are kept",
    arguments: [
      (EACCES, ZeroMQError.Code.permissionDenied, Fault.input),
      (EPROTONOSUPPORT, .invalidEndpoint, .input),
      (ENOTDIR, .noSuchDirectory, .input),
      (EMFILE, .tooManyFiles, .run),
      (ENETDOWN, .system(ENETDOWN), .run),
      (54_321, .system(54_321), .run),
    ])
  func codes(number: Int32, code: ZeroMQError.Code, fault: Fault) {
    let error = ZeroMQError(errno: number, activity: "listening at ipc://socket")
    #expect(error.code == code)
    #expect(error.fault == fault)
    #expect(error.description.hasPrefix("listening at ipc://socket: "))
    #expect(!error.problem.isEmpty)
  }

  private func expectRefusal<Result>(
    _ code: ZeroMQError.Code, of endpoint: Endpoint, by body: () throws(ZeroMQError) -> Result
  ) throws {
    do throws(ZeroMQError) {
      _ = try body()
      Issue.record("\(endpoint) was accepted")
    } catch {
      #expect(error.code == code)
      #expect(error.fault == .input)
      #expect(error.activity.contains("\(endpoint)"))
      #expect(!error.remedy.isEmpty)
      #expect(!error.problem.isEmpty)
    }
  }

  /// A Unix-domain socket nobody listens at, as a killed process leaves it.
  private func leaveSocketBehind(at path: String) throws {
    #if canImport(Darwin)
      let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #else
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let status = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(status == 0)
  }
}
