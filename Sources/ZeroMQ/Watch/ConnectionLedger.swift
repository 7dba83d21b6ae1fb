/// Who is connected, what each has sent that nobody has read, and whose connection has to end for it.
/// Values only: no descriptor is touched here.
struct ConnectionLedger {
  /// A connection, as its descriptor and the kernel's number for it tell it from all others.
  struct Connection {
    let identity: UInt64
    /// Counts up from connection to connection.
    let order: Int
    /// What the reader calls the peer, once it has read something.
    var peer: [UInt8]?
    /// What a trusted peer may have sent and not been read; nil for a stranger.
    var allowance: Int?
    /// The bytes of its buffer before it was given a smaller one; nil if it was not.
    var buffer: Int32?
    /// Bytes that have come; nil where the system does not tell.
    var received: Int?
    /// Bytes that were read, with what the transport puts around them.
    var delivered = 0
    /// Whether its end has been asked for.
    var isCut = false

    var unread: Int { max(0, (received ?? 0) - delivered) }
  }

  let limits: ConnectionLimits
  private(set) var connections: [Int32: Connection] = [:]
  /// How many connections were cut.
  private(set) var cutCount = 0
  // By what the reader calls the peer.
  private var descriptors: [[UInt8]: Int32] = [:]
  private var opened = 0
  private var allowanceOfNewcomers: Int?
  private var trustedCut: [[UInt8]] = []

  init(_ limits: ConnectionLimits) { self.limits = limits }

  /// A connection was made, or was heard of before that was told. The number of one that ended may be in
  /// use again before its end is told.
  ///
  /// - Returns: Whether it is new.
  @discardableResult
  mutating func open(_ descriptor: Int32, identity: UInt64) -> Bool {
    if connections[descriptor]?.identity == identity { return false }
    close(descriptor)
    connections[descriptor] = Connection(
      identity: identity, order: opened, allowance: allowanceOfNewcomers)
    opened += 1
    return true
  }

  mutating func close(_ descriptor: Int32) {
    guard let closed = connections.removeValue(forKey: descriptor) else { return }
    if let peer = closed.peer, descriptors[peer] == descriptor { descriptors[peer] = nil }
  }

  /// Some bytes of a peer were read.
  ///
  /// Routers number their peers upwards, by which a message of a connection that has ended is told from
  /// one of the connection that has its descriptor now.
  mutating func deliver(_ bytes: Int, on descriptor: Int32, by peer: [UInt8]) {
    guard let known = connections[descriptor]?.peer else {
      guard connections[descriptor] != nil else { return }
      connections[descriptor]?.peer = peer
      connections[descriptor]?.delivered += bytes
      descriptors[peer] = descriptor
      return
    }
    if known == peer {
      connections[descriptor]?.delivered += bytes
    } else if known.lexicographicallyPrecedes(peer) {
      descriptors[known] = nil
      descriptors[peer] = descriptor
      connections[descriptor]?.allowance = nil
      connections[descriptor]?.peer = peer
      connections[descriptor]?.delivered = bytes
    }
  }

  /// From now on all peers, those to come included, may have so many bytes unread.
  mutating func trustAll(_ allowance: Int) {
    allowanceOfNewcomers = allowance
    for descriptor in connections.keys { trust(descriptor, allowance) }
  }

  /// From now on a peer may have so many bytes unread.
  mutating func trust(_ descriptor: Int32, _ allowance: Int) {
    connections[descriptor]?.allowance = allowance
  }

  /// So many bytes have come until now. What was read cannot be more: where it is, since the transport
  /// was thought to put more around it, the difference gives no credit.
  mutating func sample(_ descriptor: Int32, received: Int) {
    guard let connection = connections[descriptor] else { return }
    connections[descriptor]?.received = received
    connections[descriptor]?.delivered = min(connection.delivered, received)
  }

  /// The connection of a peer.
  func descriptor(of peer: [UInt8]) -> Int32? { descriptors[peer] }

  /// Keeps what a connection's buffer was before it was made smaller.
  mutating func keepBuffer(_ bytes: Int32, of descriptor: Int32) {
    connections[descriptor]?.buffer = bytes
  }

  /// What a connection's buffer was before it was made smaller, once.
  mutating func takeBuffer(of descriptor: Int32) -> Int32? {
    defer { connections[descriptor]?.buffer = nil }
    return connections[descriptor]?.buffer
  }

  /// Takes note that a connection is being ended.
  mutating func cut(_ descriptor: Int32) {
    guard connections[descriptor]?.isCut == false else { return }
    connections[descriptor]?.isCut = true
    cutCount += 1
  }

  /// Takes note that a connection is ended because it holds too much.
  mutating func noteExcess(_ descriptor: Int32) {
    if let connection = connections[descriptor], connection.allowance != nil {
      trustedCut.append(connection.peer ?? [])
    }
  }

  mutating func takeTrustedCut() -> [[UInt8]] {
    defer { trustedCut.removeAll() }
    return trustedCut
  }

  /// The connections that hold more than they may: first each by itself, then of the strangers those
  /// that hold most, until all of them hold half of what they may, and those that came first while there
  /// are too many.
  func excess() -> [Int32] {
    var ended: [Int32] = []
    var strangers: [(descriptor: Int32, order: Int, unread: Int)] = []
    for (descriptor, connection) in connections where !connection.isCut {
      if connection.unread > most(for: connection) {
        ended.append(descriptor)
      } else if connection.allowance == nil {
        strangers.append((descriptor, connection.order, connection.unread))
      }
    }
    var held = strangers.reduce(0) { $0 + $1.unread }
    if held > limits.bytesOfStrangers {
      strangers.sort { ($0.unread, $0.descriptor) < ($1.unread, $1.descriptor) }
      while held > limits.bytesOfStrangers / 2, let most = strangers.popLast() {
        ended.append(most.descriptor)
        held -= most.unread
      }
    }
    if strangers.count > limits.strangers {
      strangers.sort { $0.order < $1.order }
      ended += strangers.prefix(strangers.count - limits.strangers).map(\.descriptor)
    }
    return ended
  }

  private func most(for connection: Connection) -> Int {
    if let allowance = connection.allowance { return allowance }
    return connection.delivered == 0 ? limits.bytesOfNewcomer : limits.bytesOfStranger
  }

  /// How many peers are not trusted.
  var strangerCount: Int { connections.values.count { $0.allowance == nil } }

  /// Whether somebody is there of whom much may come before the next look: a stranger, or one who holds a
  /// good part of what it may.
  var isUneasy: Bool {
    connections.values.contains { connection in
      connection.allowance.map { connection.unread > $0 / 4 } ?? true
    }
  }
}
