import CZeroMQ

extension Socket {
  /// Has a router that listens number every peer that comes from now on.
  ///
  /// By itself a router takes the name that a peer brings, and numbers only those without one, upwards
  /// from a number that can be known; it aborts the process if a name is the number whose turn it is.
  /// As a raw socket it numbers all. Set after binding, the option leaves the listener, and so the
  /// protocol on the wire, as it was; and taken back, it leaves the numbering, but takes no empty frame
  /// for a wish to hang up.
  func numberPeers() {
    set(ZMQ_ROUTER_RAW, to: 1 as Int32)
    set(ZMQ_ROUTER_RAW, to: 0 as Int32)
  }
}

/// Whether this libzmq does what ``Socket/numberPeers()`` asks of it, which no manual promises.
enum PeerNumbering {
  /// Found out once in a process, by two peers that bring the same name.
  static let verified: Result<Void, ZeroMQError> = {
    do throws(ZeroMQError) {
      return try check() ? .success(()) : .failure(.takesNamesOfPeers)
    } catch {
      return .failure(error)
    }
  }()

  private static let patienceMilliseconds = 10_000

  private static func check() throws(ZeroMQError) -> Bool {
    let context = try Context()
    var options = SocketOptions()
    options.lingerMilliseconds = 0
    let router = try Socket(.router, in: context, options: options)
    let endpoint = try listen(router)
    router.numberPeers()
    let first = try Socket(.dealer, in: context, options: options)
    let second = try Socket(.dealer, in: context, options: options)
    let firstID = try introduce(first, to: router, at: endpoint)
    let secondID = try introduce(second, to: router, at: endpoint)
    return [firstID, secondID].allSatisfy { $0?.count == 5 && $0?.first == 0 }
      && firstID != secondID
  }

  /// Over TCP, or where a machine has no loopback over a socket in its directory of temporary files.
  private static func listen(_ router: borrowing Socket) throws(ZeroMQError) -> String {
    for wildcard in ["tcp://127.0.0.1:*", "ipc://*"] {
      guard zmq_bind(router.handle, wildcard) == 0 else { continue }
      return try router.lastEndpoint(wildcard)
    }
    throw ZeroMQError(errno: zmq_errno(), activity: "trying out ZeroMQ on this machine")
  }

  /// What the router calls a dealer that calls itself `x`; nil if nothing comes of it.
  private static func introduce(
    _ dealer: borrowing Socket, to router: borrowing Socket, at endpoint: String
  ) throws(ZeroMQError) -> [UInt8]? {
    zmq_setsockopt(dealer.handle, ZMQ_ROUTING_ID, "x", 1)
    guard zmq_connect(dealer.handle, endpoint.pathBytes) == 0 else {
      throw ZeroMQError(errno: zmq_errno(), activity: "trying out ZeroMQ on this machine")
    }
    _ = try dealer.send([.copying([1])])
    guard try router.waitForMessage(milliseconds: patienceMilliseconds) else { return nil }
    return try router.receive()?.first?.bytes
  }
}
