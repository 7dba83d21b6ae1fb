import CZeroMQ
import Diagnostics
import OperatingSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A ZeroMQ socket. It has one owner, the thread that polls it, and closes with it.
public struct Socket: ~Copyable {
  /// The patterns that Tandem uses.
  public enum Kind: Sendable {
    /// Talks to many peers; every message begins with the number that it has given one of them, and
    /// what a peer calls itself counts for nothing.
    case router
    /// Talks to one router.
    case dealer

    var code: Int32 { self == .router ? ZMQ_ROUTER : ZMQ_DEALER }
  }

  /// What became of a message.
  public enum SendOutcome: Sendable, Hashable {
    /// It is on its way.
    case sent
    /// The queue is full, the socket was never connected, or the connection ended halfway; it was not
    /// sent.
    case wouldBlock
    /// The router knows no such peer, or none any more; it was not sent.
    case unreachable
    /// The router has sent some of the frames and could not send the others: the peer can make nothing
    /// of what follows, and is to be left.
    case torn
  }

  let handle: UnsafeMutableRawPointer
  let context: Context
  let kind: Kind
  private let resolvesNamesToIPv6: Bool
  private let files = SocketFiles()

  /// Opens a socket.
  ///
  /// - Throws: ``ZeroMQError`` if the process has too many files open.
  public init(
    _ kind: Kind, in context: Context, options: SocketOptions = SocketOptions()
  ) throws(ZeroMQError) {
    guard let handle = zmq_socket(context.handle, kind.code) else {
      throw ZeroMQError(errno: zmq_errno(), activity: "opening a socket")
    }
    self.handle = handle
    self.context = context
    self.kind = kind
    resolvesNamesToIPv6 = options.resolvesNamesToIPv6
    for (option, value) in options.integers(for: kind) { set(option, to: value) }
    set(ZMQ_MAXMSGSIZE, to: options.maximumFrameBytes)
  }

  deinit {
    files.remove()
    zmq_close(handle)
  }

  /// Listens, a router at one endpoint only.
  ///
  /// - Returns: Where it listens, wildcards resolved.
  /// - Throws: ``ZeroMQError`` if the endpoint is taken, or is none of this machine, or if libzmq does
  ///   not let a router number its peers itself.
  @discardableResult
  public func bind(to endpoint: Endpoint) throws(ZeroMQError) -> Endpoint {
    if case .ipc(let path) = endpoint {
      switch UnixSocketPath.owner(of: path) {
      case .nobody: break
      case .file: throw .pathOccupied(listeningAt: endpoint)
      case .listener: throw ZeroMQError(errno: EADDRINUSE, activity: "listening at \(endpoint)")
      }
    }
    if kind == .router {
      // A second listener would speak no ZMTP.
      let bound = try lastEndpoint(endpoint.description)
      require(
        bound.isEmpty, "a router that listens at \(bound) can't listen at another endpoint")
      try PeerNumbering.verified.get()
    }
    let endpoint = endpoint.numericForListening
    useIPv6(for: endpoint)
    try check(zmq_bind(handle, endpoint.description.pathBytes), "listening at \(endpoint)")
    if kind == .router { numberPeers() }
    if case .ipc(let path) = endpoint { files.add(path) }
    let text = try lastEndpoint(endpoint.description)
    return (try? Endpoint(text)) ?? endpoint
  }

  /// Where it listens, as libzmq writes it.
  func lastEndpoint(_ asked: String) throws(ZeroMQError) -> String {
    var text = [CChar](repeating: 0, count: 256)
    var length = text.count
    try check(zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &text, &length), "listening at \(asked)")
    let bytes = text.prefix(max(0, length - 1)).map { UInt8(bitPattern: $0) }
    return String(path: bytes)
  }

  /// Connects, now or as soon as somebody listens there.
  ///
  /// - Throws: ``ZeroMQError`` if the endpoint can't be one.
  public func connect(to endpoint: Endpoint) throws(ZeroMQError) {
    useIPv6(for: endpoint)
    try check(zmq_connect(handle, endpoint.description.pathBytes), "connecting to \(endpoint)")
  }

  /// Lets what has not been sent yet be lost when the socket closes, which else waits for it a while.
  public func abandonUnsent() {
    set(ZMQ_LINGER, to: 0 as Int32)
  }

  /// Receives a message if there is one, without waiting.
  ///
  /// - Parameter frameLimit: Further frames of a message are read and thrown away.
  /// - Returns: The frames, one more than the limit at most, so that too many are seen; nil if no
  ///   message is there.
  /// - Throws: ``ZeroMQError`` for anything else.
  public func receive(frameLimit: Int = 16) throws(ZeroMQError) -> [Frame]? {
    var frames: [Frame] = []
    while true {
      let frame = Frame()
      switch frame.receive(from: handle, flags: ZMQ_DONTWAIT) {
      case 0: break
      // Only before the first frame: libzmq hands out messages that are complete.
      case EAGAIN where frames.isEmpty: return nil
      case let number: throw ZeroMQError(errno: number, activity: "receiving a message")
      }
      if frames.count <= frameLimit { frames.append(frame) }
      if !frame.hasMore { return frames }
    }
  }

  // What is set counts for the endpoints that follow.
  private func useIPv6(for endpoint: Endpoint) {
    let isNeeded = endpoint.needsIPv6(resolvingNames: resolvesNamesToIPv6)
    set(ZMQ_IPV6, to: isNeeded ? 1 : 0 as Int32)
  }

  func set<Value: BitwiseCopyable>(_ option: Int32, to value: Value) {
    let status = withUnsafeBytes(of: value) {
      zmq_setsockopt(handle, option, $0.baseAddress, $0.count)
    }
    require(status == 0, "option \(option) of a socket can't be \(value)")
  }

  private func check(_ status: Int32, _ activity: String) throws(ZeroMQError) {
    if status != 0 { throw ZeroMQError(errno: zmq_errno(), activity: activity) }
  }
}
