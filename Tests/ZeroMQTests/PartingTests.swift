import TestSupport
import Testing
import ZeroMQ

@Suite("A connection that ends", .blocking)
struct PartingTests {
  @Test("takes along nothing that was sent just before", arguments: Transport.allCases)
  func lastWords(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let receiving = try Context()
      let router = try Socket(.router, in: receiving)
      let bound = try router.bind(to: endpoint)
      do {
        let sending = try Context()
        let dealer = try Socket(.dealer, in: sending)
        try dealer.connect(to: bound)
        _ = try dealer.introduce(to: router)
        for index in 0..<20 {
          let rest = Frame.copying(Array(repeating: 0, count: 100_000))
          #expect(try dealer.send([.copying([UInt8(index)]), rest]) == .sent)
        }
      }
      for index in 0..<20 {
        #expect(try router.receiveSoon().dropFirst().first?.bytes == [UInt8(index)])
      }
    }
  }

  @Test("leaves a dealer what its router said last", arguments: Transport.allCases)
  func farewell(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      let dealer = try Socket(.dealer, in: context)
      let bound: Endpoint
      do {
        let other = try Context()
        let router = try Socket(.router, in: other)
        bound = try router.bind(to: endpoint)
        try dealer.connect(to: bound)
        let id = try dealer.introduce(to: router)
        for index in 0..<20 { #expect(try router.send([id, .copying([UInt8(index)])]) == .sent) }
      }
      // The old connection is over when the dealer has a new one; it reads only then.
      let successor = try Socket(.router, in: context)
      try bindSoon(successor, to: bound)
      _ = try dealer.reach(successor)
      for index in 0..<20 { #expect(try dealer.receiveSoon().map(\.bytes) == [[UInt8(index)]]) }
    }
  }

  @Test("is made anew, and what was sent before somebody listened arrives then")
  func lateRouter() throws {
    try Transport.ipc.withEndpoint { endpoint in
      let context = try Context()
      let dealer = try Socket(.dealer, in: context)
      try dealer.connect(to: endpoint)
      for index in 0..<3 { #expect(try dealer.send([.copying([UInt8(index)])]) == .sent) }
      let router = try Socket(.router, in: context)
      try router.bind(to: endpoint)
      for index in 0..<3 {
        #expect(try router.receiveSoon().dropFirst().map(\.bytes) == [[UInt8(index)]])
      }
    }
  }

  /// The port is free once the I/O thread has closed the socket that had it.
  private func bindSoon(_ socket: borrowing Socket, to endpoint: Endpoint) throws {
    for _ in 0..<20_000 {
      do throws(ZeroMQError) {
        try socket.bind(to: endpoint)
        return
      } catch {
        try #require(error.code == .addressInUse)
        _ = try socket.waitForMessage(milliseconds: 1)
      }
    }
    Issue.record("\(endpoint) never became free")
  }

  @Test("does not keep a context from ending, whatever waits to be sent")
  func endOfContext() throws {
    let clock = ContinuousClock()
    let began = clock.now
    do {
      let context = try Context(ioThreads: 2)
      let dealer = try Socket(.dealer, in: context)
      // Nobody listens there, ever.
      try dealer.connect(to: .ipc(path: "/tmp/zmq-nobody"))
      #expect(try dealer.send([.copying([1])]) == .sent)
    }
    #expect(clock.now - began < .seconds(10))
  }
}
