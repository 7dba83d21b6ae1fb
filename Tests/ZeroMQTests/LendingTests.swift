import TestSupport
import Testing
import ZeroMQ

@Suite("A lent buffer", .blocking)
struct LendingTests {
  @Test("comes back once it is sent and the frame is gone", arguments: Transport.allCases)
  func sent(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      let router = try Socket(.router, in: context)
      let dealer = try Socket(.dealer, in: context)
      try dealer.connect(to: try router.bind(to: endpoint))
      let returns = Payload.Returns()
      let expected: [UInt8]
      do {
        let (frame, _) = Payload.lend(count: 1_000_000, returns: returns)
        expected = frame.bytes
        #expect(try dealer.send([frame]) == .sent)
        #expect(try router.receiveSoon().last?.bytes == expected)
        #expect(returns.count == 0)
      }
      #expect(returns.wait())
      #expect(returns.count == 1)
    }
  }

  @Test("comes back once if nobody took it", arguments: [1, 3])
  func refused(frames: Int) throws {
    let context = try Context()
    let dealer = try Socket(.dealer, in: context)
    let returns = Payload.Returns()
    do {
      let (frame, _) = Payload.lend(count: 100_000, returns: returns)
      #expect(try dealer.send(Array(repeating: frame, count: frames)) == .wouldBlock)
      #expect(returns.count == 0)
      #expect(frame.count == 100_000)
    }
    #expect(returns.count == 1)
  }

  @Test("comes back once if the socket closes before it was sent", arguments: Transport.allCases)
  func closed(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let returns = Payload.Returns()
      do {
        let context = try Context()
        var options = SocketOptions()
        options.lingerMilliseconds = 0
        let router = try Socket(.router, in: context, options: options)
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect(to: try router.bind(to: endpoint))
        let id = try dealer.introduce(to: router)
        // More than the buffers of a connection hold, and nobody reads.
        for _ in 0..<20 {
          let (frame, _) = Payload.lend(count: 4_000_000, returns: returns)
          #expect(try router.send([id, frame]) == .sent)
        }
      }
      for _ in 0..<20 { #expect(returns.wait()) }
      #expect(returns.count == 20)
    }
  }

  @Test("is shared by all whom it is broadcast to", arguments: Transport.allCases)
  func broadcast(transport: Transport) throws {
    try transport.withEndpoint { endpoint in
      let context = try Context()
      let router = try Socket(.router, in: context)
      let bound = try router.bind(to: endpoint)
      let returns = Payload.Returns()
      do {
        let first = try Socket(.dealer, in: context)
        let second = try Socket(.dealer, in: context)
        let third = try Socket(.dealer, in: context)
        try first.connect(to: bound)
        try second.connect(to: bound)
        try third.connect(to: bound)
        let ids = [
          try first.introduce(to: router), try second.introduce(to: router),
          try third.introduce(to: router),
        ]
        let (frame, _) = Payload.lend(count: 1_628_200, returns: returns)
        for id in ids { #expect(try router.send([id, frame]) == .sent) }
        let expected = frame.bytes
        #expect(try first.receiveSoon().map(\.bytes) == [expected])
        #expect(try second.receiveSoon().map(\.bytes) == [expected])
        #expect(try third.receiveSoon().map(\.bytes) == [expected])
        #expect(returns.count == 0)
      }
      #expect(returns.wait())
      #expect(returns.count == 1)
    }
  }

  @Test("is what a received frame is too, when socket and context are gone")
  func received() throws {
    // Of the sizes at which libzmq keeps a frame in itself, in the receive buffer, and apart.
    let counts = [20, 5_000, 2_000_000]
    let frames = try Transport.ipc.withEndpoint { endpoint in
      let context = try Context()
      let router = try Socket(.router, in: context)
      let dealer = try Socket(.dealer, in: context)
      try dealer.connect(to: try router.bind(to: endpoint))
      let message = counts.map { Frame.copying(Array(repeating: UInt8($0 % 251), count: $0)) }
      #expect(try dealer.send(message) == .sent)
      return try router.receiveSoon().dropFirst()
    }
    #expect(frames.map(\.count) == counts)
    for frame in frames {
      let address = frame.withBytes { $0.baseAddress }
      #expect(frame.bytes.allSatisfy { $0 == UInt8(frame.count % 251) })
      #expect(frame.withBytes { $0.baseAddress } == address)
    }
  }
}
