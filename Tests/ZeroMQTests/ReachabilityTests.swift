import Foundation
import TestSupport
import Testing

@testable import ZeroMQ

@Suite("Who looks for a coordinator in vain is told", .blocking)
struct ReachabilityTests {
  private static func look(at endpoint: Endpoint) async throws -> Reachability {
    try await ThreadOutcome {
      var check = ReachabilityCheck(endpoint)
      check.greetingMilliseconds = 5_000
      return check.run()
    }.get()
  }

  private static func look(atPort port: String) async throws -> Reachability {
    try await look(at: .tcp(host: "127.0.0.1", port: port))
  }

  private static func place(_ port: String) -> String { "127.0.0.1, port \(port)" }

  @Test("that nobody knows the name, or that nobody can be asked")
  func unknownName() async throws {
    let name = "no-such-host.invalid"
    let found = try await Self.look(at: .tcp(host: name, port: "5555"))
    #expect([.nameUnknown(name), .nameServersSilent(name)].contains(found))
    #expect(found.problem.contains(name))
  }

  @Test("that nobody listens")
  func refused() async throws {
    let (descriptor, port) = try BannerServer.listen(backlog: 1)
    close(descriptor)
    let found = try await Self.look(atPort: port)
    #expect(found == .refused(Self.place(port), isLocal: true))
    #expect(found.description.contains("nobody listens at 127.0.0.1, port \(port)"))
    #expect(found.description.contains("Start the coordinator"))
  }

  @Test(
    "that what listens is no ZeroMQ, and what it says",
    arguments: [
      ("SSH-2.0-OpenSSH_9.2p1\r\n", BannerServer.Manner.first, "SSH-2.0-OpenSSH_9.2p1"),
      ("HTTP/1.1 400 Bad Request\r\n\r\n", .asAnswer, "HTTP/1.1 400 Bad Request"),
      ("\u{15}\u{3}\u{1}", .asAnswer, "???"), ("220 m\u{e4}il ready\n", .first, "220 m??il ready"),
      // It is not to steer the terminal.
      ("\u{1B}[31mred", .first, "?[31mred"),
    ])
  func foreign(words: String, manner: BannerServer.Manner, told: String) async throws {
    let server = try BannerServer(words, manner)
    let found = try await Self.look(atPort: server.port)
    #expect(found == .foreign(Self.place(server.port), says: told))
    withExtendedLifetime(server) {}
  }

  @Test("that what listens says nothing, or hangs up")
  func silence() async throws {
    let silent = try BannerServer("", .never)
    let found = try await ThreadOutcome {
      var check = ReachabilityCheck(.tcp(host: "127.0.0.1", port: silent.port))
      check.greetingMilliseconds = 200
      return check.run()
    }.get()
    #expect(found == .silent(Self.place(silent.port)))
    let hasty = try BannerServer("", .hangingUp)
    #expect(try await Self.look(atPort: hasty.port) == .hangsUp(Self.place(hasty.port)))
  }

  @Test("that nothing answers", .enabled(if: isLinux, "elsewhere a full queue refuses"))
  func timedOut() async throws {
    // Nobody accepts, so the queue fills up, and who comes then is not answered.
    let (listener, port) = try BannerServer.listen(backlog: 0)
    defer { close(listener) }
    let found = try await ThreadOutcome {
      var check = ReachabilityCheck(.tcp(host: "127.0.0.1", port: port))
      check.connectMilliseconds = 200
      check.greetingMilliseconds = 1
      var found = check.run()
      for _ in 0..<8 where found == .silent(Self.place(port)) { found = check.run() }
      return found
    }.get()
    #expect(found == .timedOut(Self.place(port)))
  }

  private static var isLinux: Bool {
    #if os(Linux)
      true
    #else
      false
    #endif
  }

  @Test("that a ZeroMQ socket is there, and whether it could be a coordinator's")
  func zeroMQ() async throws {
    for (kind, isRouter) in [(Socket.Kind.router, true), (.dealer, false)] {
      let stop = Flag()
      let (port, serving) = try await Self.serve(kind, until: stop)
      let found = try await Self.look(atPort: port)
      stop.raise()
      #expect(
        found
          == (isRouter
            ? .router(Self.place(port)) : .otherSocket(Self.place(port), type: "DEALER")))
      // Whoever only looks never becomes known.
      #expect(try await serving.get() == false)
    }
  }

  /// - Returns: The port, and whether a message came until the end.
  private static func serve(
    _ kind: Socket.Kind, until stop: Flag
  ) async throws -> (port: String, ThreadOutcome<Bool>) {
    let (ports, continuation) = AsyncStream<String>.makeStream()
    let serving = ThreadOutcome {
      defer { continuation.finish() }
      let socket = try Socket(kind, in: Context())
      if case .tcp(_, let port) = try socket.bind(to: .tcp(host: "127.0.0.1", port: "*")) {
        continuation.yield(port)
      }
      var hasMessage = false
      while !stop.isRaised {
        if try socket.waitForMessage(milliseconds: 20) { hasMessage = true }
      }
      return hasMessage
    }
    var iterator = ports.makeAsyncIterator()
    return (try #require(await iterator.next()), serving)
  }

  @Test("that the path of a socket leads nowhere, or to something else")
  func path() async throws {
    let scratch = try ScratchDirectory()
    let (nothing, file) = (scratch.file("socket"), try scratch.file("file", holding: []))
    #expect(try await Self.look(at: .ipc(path: nothing)) == .noSuchFile(nothing))
    #expect(try await Self.look(at: .ipc(path: file + "/x")) == .noSuchFile(file + "/x"))
    #expect(try await Self.look(at: .ipc(path: file)) == .notASocket(file))
    #expect(try await Self.look(at: .ipc(path: scratch.path)) == .notASocket(scratch.path))
  }

  @Test("that a socket was left behind, or may not be used")
  func abandonedSocket() async throws {
    try await withSocketFile { path in
      let found = try await Self.look(at: .ipc(path: path))
      #expect(found == .refused(path, isLocal: true))
    }
  }

  @Test(
    "that a socket may not be used",
    .enabled(if: geteuid() != 0, "whoever runs as root may use every socket"))
  func forbiddenSocket() async throws {
    try await withSocketFile { path in
      chmod(path, 0)
      let found = try await Self.look(at: .ipc(path: path))
      #expect(found == .forbidden(path))
    }
  }

  /// Lends a socket at which nobody listens any more.
  private func withSocketFile(_ body: (String) async throws -> Void) async throws {
    let path = "/tmp/zmq-\(UUID().uuidString.prefix(12))"
    defer { unlink(path) }
    #if canImport(Darwin)
      let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #else
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    let address = UnixSocketPath.address(of: path)
    let status = address.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        bind(descriptor, $0.baseAddress!, socklen_t(bytes.count))
      }
    }
    #expect(status == 0)
    close(descriptor)
    try await body(path)
  }

  @Test("that keys are wanted")
  func secured() {
    var greeting = PeerGreeting()
    greeting.append(PeerGreeting.ours[..<12])
    greeting.append(Array("CURVE".utf8) + [UInt8](repeating: 0, count: 47))
    #expect(greeting.peer == .zeroMQ(type: nil, mechanism: "CURVE"))
  }

  @Test("of a greeting that comes in pieces no more than has come")
  func pieces() {
    var greeting = PeerGreeting()
    #expect(greeting.peer == nil && greeting.isEmpty && !greeting.isComplete)
    let ready: [UInt8] =
      [4, 25, 5] + Array("READY".utf8) + [11] + Array("Socket-Type".utf8) + [0, 0, 0, 3]
      + Array("PUB".utf8)
    let whole = PeerGreeting.ours + ready
    for (index, byte) in whole.enumerated() {
      greeting.append([byte])
      #expect(greeting.isComplete == (index == whole.count - 1))
      #expect(
        greeting.peer
          == .zeroMQ(type: index == whole.count - 1 ? "PUB" : nil, mechanism: "NULL"))
    }
    var liar = PeerGreeting()
    liar.append([0xFF] + Array("no ZeroMQ".utf8))
    #expect(liar.peer == .foreign("?no ZeroMQ"))
  }

  @Test("in words of its own for each")
  func words() {
    let all: [Reachability] = [
      .nameUnknown("x"), .nameHasOnlyIPv6("x"), .nameServersSilent("x"),
      .refused("x", isLocal: true), .refused("x", isLocal: false), .unroutable("x", reason: "y"),
      .timedOut("x"), .failed("x", reason: "y"), .noSuchFile("x"), .notASocket("x"),
      .forbidden("x"), .foreign("x", says: "y"), .silent("x"), .hangsUp("x"),
      .secured("x", mechanism: "CURVE"), .otherSocket("x", type: "PUB"), .router("x"),
    ]
    #expect(Set(all.map(\.description)).count == all.count)
    #expect(all.allSatisfy { $0.problem.contains("x") && $0.remedy.hasSuffix(".") })
  }
}
