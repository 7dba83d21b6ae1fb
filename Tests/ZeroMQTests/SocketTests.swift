import Foundation
import TestSupport
import Testing
import ZeroMQ

@Suite("A router and its dealers", .blocking)
struct SocketTests {
  @Test("exchange messages of many frames, in order", arguments: Transport.allCases)
  func roundTrip(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      let router = try Socket(.router, in: context)
      let dealer = try Socket(.dealer, in: context)
      try dealer.connect(to: try router.bind(to: endpoint))
      let id = try dealer.introduce(to: router)
      for count in [0, 1, 40, 10_000, 500_000] {
        let message = [[UInt8(1)], [], Array(repeating: UInt8(7), count: count), [2, 3]]
        #expect(try dealer.send(message.map(Frame.copying)) == .sent)
        let request = try router.receiveSoon()
        #expect(request.map(\.bytes) == [id.bytes] + message)
        // What was received can be sent on as it is; a router sends each frame as a message.
        #expect(try router.send(request) == .sent)
        for frame in message { #expect(try dealer.receiveSoon().map(\.bytes) == [frame]) }
      }
      #expect(try router.receive() == nil)
      #expect(try dealer.receive() == nil)
    }
  }

  @Test("see a message while they spin for one", arguments: Transport.allCases)
  func spinning(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      let router = try Socket(.router, in: context)
      let dealer = try Socket(.dealer, in: context)
      try dealer.connect(to: try router.bind(to: endpoint))
      #expect(try dealer.send([.copying([1])]) == .sent)
      #expect(try router.waitForMessage(milliseconds: 0, spinningFor: .seconds(30)))
      #expect(try router.receive()?.count == 2)
    }
  }

  @Test("do not wait for messages that are not there", arguments: Transport.allCases)
  func patience(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      let router = try Socket(.router, in: context)
      try router.bind(to: endpoint)
      #expect(try router.receive() == nil)
      #expect(try !router.waitForMessage(milliseconds: 0))
      let clock = ContinuousClock()
      let began = clock.now
      #expect(try !router.waitForMessage(milliseconds: 30))
      #expect(clock.now - began >= .milliseconds(25))
      let spun = clock.now
      #expect(try !router.waitForMessage(milliseconds: 0, spinningFor: .milliseconds(30)))
      #expect(clock.now - spun >= .milliseconds(30))
    }
  }

  @Test("say that a peer is unknown, or gone", arguments: Transport.allCases)
  func unreachable(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      let router = try Socket(.router, in: context)
      let bound = try router.bind(to: endpoint)
      #expect(try router.send([.copying([0, 9, 9, 9, 9]), .copying([1])]) == .unreachable)
      let gone: Frame
      do {
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect(to: bound)
        gone = try dealer.introduce(to: router)
      }
      let outcome = try router.send([gone, .copying([1]), .copying([2])], while: .sent)
      #expect(outcome == .unreachable)
      // The others are not disturbed by what was sent in vain.
      let dealer = try Socket(.dealer, in: context)
      try dealer.connect(to: bound)
      let id = try dealer.introduce(to: router)
      #expect(try router.send([id, .copying([3])]) == .sent)
      #expect(try dealer.receiveSoon().map(\.bytes) == [[3]])
    }
  }

  @Test("say that a queue is full, and go on with the others", arguments: Transport.allCases)
  func fullQueue(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      var options = SocketOptions()
      options.highWaterMark = 2
      let router = try Socket(.router, in: context, options: options)
      let bound = try router.bind(to: endpoint)
      // One that never reads.
      let deaf = try RawPeer(at: bound)
      try deaf.shakeHands()
      try deaf.send([1])
      let id = try router.receiveSoon()[0]
      let payload = Frame.copying(Array(repeating: 5, count: 1_000_000))
      var (taken, outcome) = (0, Socket.SendOutcome.sent)
      while taken < 100, outcome == .sent {
        outcome = try router.send([id, .copying([1]), payload])
        taken += 1
      }
      #expect(taken < 100)
      #expect(outcome == .wouldBlock || outcome == .torn)
      let polite = try Socket(.dealer, in: context)
      try polite.connect(to: bound)
      let other = try polite.introduce(to: router)
      #expect(try router.send([other, .copying([3])]) == .sent)
      #expect(try polite.receiveSoon().map(\.bytes) == [[3]])
    }
  }

  @Test("find each other however their host is written", arguments: ["127.0.0.1", "*", "0.0.0.0"])
  func names(host: String) throws {
    let context = try Context()
    let router = try Socket(.router, in: context)
    guard case .tcp(_, let port) = try router.bind(to: .tcp(host: host, port: "*")) else {
      Issue.record("listens at no port")
      return
    }
    #expect((1...65535).contains(Int(port) ?? 0))
    for name in ["127.0.0.1", "localhost"] {
      let dealer = try Socket(.dealer, in: context)
      try dealer.connect(to: .tcp(host: name, port: port))
      _ = try dealer.introduce(to: router)
    }
  }

  @Test("return the endpoint that was asked for, wildcards resolved")
  func boundEndpoint() throws {
    let context = try Context()
    let router = try Socket(.router, in: context)
    let bound = try router.bind(to: .tcp(host: "127.0.0.1", port: "*"))
    guard case .tcp(let host, let port) = bound else {
      Issue.record("\(bound) is none of TCP")
      return
    }
    #expect(host == "127.0.0.1" && port != "*")
    #expect(bound.isLocal)
    try withTemporaryDirectory { directory in
      let endpoint = Endpoint.ipc(path: "\(directory)/socket")
      let another = try Socket(.router, in: context)
      let bound = try another.bind(to: endpoint)
      #expect(bound == endpoint)
    }
  }

  @Test("listens at localhost, and leaves no file of a Unix-domain socket behind")
  func leavesNothing() throws {
    let directory = try ScratchDirectory()
    let path = directory.file("socket")
    do {
      let socket = try Socket(.router, in: Context())
      try socket.bind(to: .ipc(path: path))
      #expect(FileManager.default.fileExists(atPath: path))
      let another = try Socket(.router, in: Context())
      let bound = try another.bind(to: .tcp(host: "localhost", port: "*"))
      #expect(bound.description.hasPrefix("tcp://127.0.0.1:"))
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
