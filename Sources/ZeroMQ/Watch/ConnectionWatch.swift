import OperatingSystem
import Synchronization

/// Ends the connections of a socket that hold more than they may, see ``ConnectionLimits``.
///
/// A thread of its own looks at all connections, 100 times a second, and 200 while strangers are there: it
/// asks the system how many bytes have come on each, and compares that with what the reader has read. While
/// too many strangers come, it closes the ``Door``. Where the system does not tell, over Unix-domain sockets
/// and on other systems than Linux, connections are counted and bytes are not.
public final class ConnectionWatch: Sendable {
  private static let (calmMilliseconds, uneasyMilliseconds) = (10, 5)
  /// What the system keeps for a stranger: between two looks it would bring megabytes. With so little a
  /// stranger has 32 KB at once, and then 40 each second; nobody needs half of the first to become trusted.
  private static let bufferOfStranger: Int32 = 8192
  /// What may come at once before a first message is read. Else what one has sent in the moment in which it
  /// connected, and before the thread could look, would be read and taken apart.
  private static let passageOfNewcomer = Connection.Passage.segments(ofAtMost: 2048)

  private let ledger: Mutex<ConnectionLedger>
  private let limits: ConnectionLimits
  // Who connects has chosen its peer.
  private let listens: Bool

  /// Begins to watch a socket that has neither bound nor connected yet; ends with the socket.
  ///
  /// - Throws: ``ZeroMQError`` if no more sockets or threads can be had.
  public init(
    _ socket: borrowing Socket, limits: ConnectionLimits = ConnectionLimits()
  ) throws(ZeroMQError) {
    ledger = Mutex(ConnectionLedger(limits))
    self.limits = limits
    listens = socket.kind == .router
    let monitor = try SocketMonitor(of: socket)
    // The thread ends when the socket closes, whoever else still refers to the watch.
    do throws(ProcessFailure) {
      try BackgroundThread.start(named: "tandem-watch") { [self] in run(monitor) }
    } catch {
      throw ZeroMQError(errno: error.errno, activity: "watching a socket")
    }
  }

  /// How many connections were ended so far.
  public var cutCount: Int { ledger.withLock { $0.cutCount } }

  /// A message was read.
  ///
  /// - Parameters:
  ///   - frames: Its frames, without the peer's id.
  ///   - peer: The peer's id; nil if there is only one.
  public func delivered(_ frames: some Collection<Frame>, by peer: Frame? = nil) {
    guard let descriptor = frames.first?.sourceDescriptor else { return }
    let bytes = frames.reduce(0) { $0 + Self.bytesOnWire(of: $1) }
    let name = peer?.bytes ?? []
    ledger.withLock { ledger in
      // A message may be read before the thread has heard of its connection.
      if let identity = Connection.identity(of: descriptor) {
        open(descriptor, identity, in: &ledger)
      }
      if listens, ledger.connections[descriptor]?.peer == nil {
        Connection.allow(.all, to: descriptor)
      }
      ledger.deliver(bytes, on: descriptor, by: name)
    }
  }

  /// What a frame takes of a connection without encryption: flags and a length of one byte, or of eight. With
  /// more than that a peer of empty frames would be credited with many that nobody has read.
  private static func bytesOnWire(of frame: Frame) -> Int {
    frame.count + (frame.count < 256 ? 2 : 9)
  }

  /// The trusted peers whose connections were ended since the last call because they held too much.
  public func takeTrustedCut() -> [[UInt8]] { ledger.withLock { $0.takeTrustedCut() } }

  /// A peer may have so many bytes unread from now on, instead of those of a stranger or of before.
  ///
  /// - Parameter swiftly: Whether they may come as fast as the network carries them. Who has nothing to
  ///   send but signs of life needs no more than a stranger, and could bring a million of those between
  ///   two looks.
  public func trust(_ peer: [UInt8], bytes: Int, swiftly: Bool = true) {
    ledger.withLock { ledger in
      if let descriptor = ledger.descriptor(of: peer) {
        ledger.trust(descriptor, bytes)
        if swiftly { Self.widen(descriptor, in: &ledger) }
      }
    }
  }

  /// Every peer, those to come included, may have so many bytes unread from now on; for the socket of who
  /// connects.
  public func trustAll(bytes: Int) {
    ledger.withLock { ledger in
      ledger.trustAll(bytes)
      for descriptor in ledger.connections.keys { Self.widen(descriptor, in: &ledger) }
    }
  }

  /// Ends the connection of a peer, and throws away what it has sent that was not read.
  public func cut(_ peer: [UInt8]) {
    ledger.withLock { ledger in
      if let descriptor = ledger.descriptor(of: peer) {
        Self.end(descriptor, in: &ledger)
      }
    }
  }

  private func run(_ monitor: SocketMonitor) {
    let start = ContinuousClock.now
    var door = Door(
      room: limits.newcomersAtOnce, perSecond: limits.newcomersPerSecond, at: .zero)
    var listener: Int32?
    while true {
      while let event = monitor.next() {
        switch event.kind {
        case .stopped: return
        case .listening:
          listener = event.value
          Connection.allow(Self.passageOfNewcomer, to: event.value)
        case .accepted: door.enter()
        default: break
        }
        ledger.withLock { note(event, in: &$0) }
      }
      if let listener, let opens = door.change(at: start.duration(to: .now)) {
        Connection.allow(opens ? Self.passageOfNewcomer : .nothing, to: listener)
      }
      let pause = ledger.withLock { ledger in
        Self.look(&ledger)
        return Self.pause(after: ledger)
      }
      monitor.wait(milliseconds: door.isOpen ? pause : Self.uneasyMilliseconds)
    }
  }

  private static func pause(after ledger: ConnectionLedger) -> Int {
    // Where no bytes are told there is nothing to see until somebody comes or goes.
    if ledger.connections.values.allSatisfy({ $0.received == nil }) { return -1 }
    return ledger.isUneasy ? uneasyMilliseconds : calmMilliseconds
  }

  private func note(_ event: SocketEvent, in ledger: inout ConnectionLedger) {
    switch event.kind {
    case .accepted, .connected:
      if let identity = Connection.identity(of: event.value) {
        open(event.value, identity, in: &ledger)
      }
    case .disconnected, .closed: ledger.close(event.value)
    default: break
    }
  }

  private func open(
    _ descriptor: Int32, _ identity: UInt64, in ledger: inout ConnectionLedger
  ) {
    guard ledger.open(descriptor, identity: identity) else { return }
    if ledger.connections[descriptor]?.allowance == nil,
      let buffer = Connection.setBuffer(of: descriptor, to: Self.bufferOfStranger)
    {
      // It may have come through the door in the moment in which that was closed.
      if listens { Connection.allow(Self.passageOfNewcomer, to: descriptor) }
      ledger.keepBuffer(buffer, of: descriptor)
    }
  }

  /// Gives a connection the buffer back that it began with, from where the system lets it grow.
  private static func widen(_ descriptor: Int32, in ledger: inout ConnectionLedger) {
    if let buffer = ledger.takeBuffer(of: descriptor) {
      Connection.releaseBuffer(of: descriptor, from: buffer)
    }
  }

  /// The bytes are asked for while nobody else changes what was read, so that never more was read than
  /// has come.
  private static func look(_ ledger: inout ConnectionLedger) {
    // A descriptor that is another connection's by now, of which nothing was told yet, spoils what is
    // known of one that has ended; before one is ended for it, its identity is asked for.
    for descriptor in ledger.connections.keys {
      if let received = Connection.bytesReceived(on: descriptor) {
        ledger.sample(descriptor, received: received)
      } else if ledger.connections[descriptor]?.received != nil {
        // It was closed by this side, of which nothing is told.
        ledger.close(descriptor)
      }
    }
    for descriptor in ledger.excess() {
      ledger.noteExcess(descriptor)
      end(descriptor, in: &ledger)
    }
  }

  private static func end(_ descriptor: Int32, in ledger: inout ConnectionLedger) {
    // The number may be another file's by now.
    guard let connection = ledger.connections[descriptor],
      Connection.identity(of: descriptor) == connection.identity
    else { return ledger.close(descriptor) }
    ledger.cut(descriptor)
    Connection.end(descriptor)
  }
}
