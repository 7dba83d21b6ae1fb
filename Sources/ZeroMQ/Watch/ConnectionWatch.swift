import OperatingSystem
import Synchronization

/// Ends the connections of a socket that hold more than they may, see ``ConnectionLimits``.
///
/// A thread of its own looks at all connections, 40 times a second, 200 while strangers are there, and 1,000
/// while they send: it asks the system how many bytes have come on each, and compares that with what the
/// reader has read. Where the system does not tell, over Unix-domain sockets and on other systems than
/// Linux, connections are counted and bytes are not.
public final class ConnectionWatch: Sendable {
  /// The largest that the transport puts around a frame, encryption included.
  private static let bytesAroundFrame = 64
  private static let (calmMilliseconds, uneasyMilliseconds, rushedMilliseconds) = (25, 5, 1)
  /// What a stranger may send before it waits for us: between two looks the loopback device brings
  /// megabytes.
  private static let windowOfStranger: Int32 = 4096
  private static let windowOfTrusted: Int32 = 1 << 30

  private let ledger: Mutex<ConnectionLedger>

  /// Begins to watch a socket that has neither bound nor connected yet; ends with the socket.
  ///
  /// - Throws: ``ZeroMQError`` if no more sockets or threads can be had.
  public init(
    _ socket: borrowing Socket, limits: ConnectionLimits = ConnectionLimits()
  ) throws(ZeroMQError) {
    ledger = Mutex(ConnectionLedger(limits))
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
    let bytes = frames.reduce(0) { $0 + $1.count + Self.bytesAroundFrame }
    let name = peer?.bytes ?? []
    ledger.withLock { ledger in
      // A message may be read before the thread has heard of its connection.
      if ledger.connections[descriptor] == nil,
        let identity = Connection.identity(of: descriptor)
      {
        Self.open(descriptor, identity, in: &ledger)
      }
      ledger.deliver(bytes, on: descriptor, by: name)
    }
  }

  /// The trusted peers whose connections were ended since the last call because they held too much.
  public func takeTrustedCut() -> [[UInt8]] { ledger.withLock { $0.takeTrustedCut() } }

  /// A peer may have so many bytes unread from now on, instead of those of a stranger.
  public func trust(_ peer: [UInt8], bytes: Int) {
    ledger.withLock { ledger in
      if let descriptor = ledger.descriptor(of: peer) {
        ledger.trust(descriptor, bytes)
        Connection.clampWindow(of: descriptor, to: Self.windowOfTrusted)
      }
    }
  }

  /// Every peer, those to come included, may have so many bytes unread from now on; for the socket of who
  /// connects.
  public func trustAll(bytes: Int) {
    ledger.withLock { ledger in
      ledger.trustAll(bytes)
      for descriptor in ledger.connections.keys {
        Connection.clampWindow(of: descriptor, to: Self.windowOfTrusted)
      }
    }
  }

  /// Ends the connection of a peer.
  public func cut(_ peer: [UInt8]) {
    ledger.withLock { ledger in
      if let descriptor = ledger.descriptor(of: peer) { Self.end(descriptor, in: &ledger) }
    }
  }

  private func run(_ monitor: SocketMonitor) {
    while true {
      while let event = monitor.next() {
        if event.kind == .stopped { return }
        ledger.withLock { Self.note(event, in: &$0) }
      }
      let pause = ledger.withLock { ledger in
        Self.look(&ledger)
        return Self.pause(after: ledger)
      }
      monitor.wait(milliseconds: pause)
    }
  }

  private static func pause(after ledger: ConnectionLedger) -> Int {
    // Where no bytes are told there is nothing to see until somebody comes or goes.
    if ledger.connections.values.allSatisfy({ $0.received == nil }) { return -1 }
    if ledger.isRushed { return rushedMilliseconds }
    return ledger.isUneasy ? uneasyMilliseconds : calmMilliseconds
  }

  private static func note(_ event: SocketEvent, in ledger: inout ConnectionLedger) {
    switch event.kind {
    case .accepted, .connected:
      if let identity = Connection.identity(of: event.value) {
        open(event.value, identity, in: &ledger)
      }
    case .disconnected, .closed: ledger.close(event.value)
    default: break
    }
  }

  private static func open(
    _ descriptor: Int32, _ identity: UInt64, in ledger: inout ConnectionLedger
  ) {
    if ledger.open(descriptor, identity: identity),
      ledger.connections[descriptor]?.allowance == nil
    {
      Connection.clampWindow(of: descriptor, to: windowOfStranger)
    }
  }

  /// The bytes are asked for while nobody else changes what was read, so that never more was read than
  /// has come.
  private static func look(_ ledger: inout ConnectionLedger) {
    ledger.beginLook()
    for (descriptor, connection) in ledger.connections {
      guard Connection.identity(of: descriptor) == connection.identity else {
        ledger.close(descriptor)
        continue
      }
      if let received = Connection.bytesReceived(on: descriptor) {
        ledger.sample(descriptor, received: received)
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
