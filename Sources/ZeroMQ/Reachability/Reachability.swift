/// What is found where a coordinator should listen.
public enum Reachability: Sendable, Hashable {
  /// No name server knows the name.
  case nameUnknown(String)
  /// The name has IPv6 addresses only, which are taken in brackets alone.
  case nameHasOnlyIPv6(String)
  /// The name servers do not answer, or can't be asked.
  case nameServersSilent(String)
  /// Nobody listens there; `isLocal` if only this machine could.
  case refused(String, isLocal: Bool)
  /// There is no way there, for the system's reason.
  case unroutable(String, reason: String)
  /// What is sent there gets no answer.
  case timedOut(String)
  /// Connections fail for another reason.
  case failed(String, reason: String)
  /// Nothing has the path of the Unix-domain socket.
  case noSuchFile(String)
  /// Something else than a socket has the path.
  case notASocket(String)
  /// The user may not connect there.
  case forbidden(String)
  /// Something speaks there first, and does not speak ZeroMQ.
  case foreign(String, says: String)
  /// Something takes connections and says nothing.
  case silent(String)
  /// Something takes connections and ends them.
  case hangsUp(String)
  /// A ZeroMQ socket that wants keys.
  case secured(String, mechanism: String)
  /// A ZeroMQ socket of a kind that no coordinator has.
  case otherSocket(String, type: String)
  /// A ZeroMQ socket as a coordinator's.
  case router(String)
}

extension Reachability {
  /// What was found, as a clause.
  public var problem: String {
    switch self {
    case .nameUnknown(let name): "the name '\(name)' is not known"
    case .nameHasOnlyIPv6(let name): "the name '\(name)' has IPv6 addresses only"
    case .nameServersSilent(let name): "no name server answers what '\(name)' is"
    case .refused(let place, _): "nobody listens at \(place)"
    case .unroutable(let place, let reason): "there is no way to \(place) (\(reason))"
    case .timedOut(let place): "nothing answers at \(place), not even that nobody listens"
    case .failed(let place, let reason): "connecting to \(place) fails (\(reason))"
    case .noSuchFile(let path): "there is no socket \(path)"
    case .notASocket(let path): "\(path) is no socket"
    case .forbidden(let place): "this user may not connect to \(place)"
    case .foreign(let place, let words):
      "what listens at \(place) is not Tandem: it says '\(words)'"
    case .silent(let place): "what listens at \(place) takes connections, but says nothing"
    case .hangsUp(let place): "what listens at \(place) ends each connection at once"
    case .secured(let place, let mechanism):
      "what listens at \(place) wants keys (\(mechanism)), and this worker has none"
    case .otherSocket(let place, let type):
      "what listens at \(place) is a ZeroMQ socket of type \(type), not a coordinator's"
    case .router(let place):
      "a ZeroMQ socket as a coordinator's listens at \(place), but does not answer as one"
    }
  }

  /// What to do about it, as a sentence.
  public var remedy: String {
    switch self {
    case .nameUnknown: "Check how it is spelled, or use a numeric address."
    case .nameHasOnlyIPv6: "Use one of them in brackets, such as tcp://[2001:db8::1]:5555."
    case .nameServersSilent: "Check this machine's network, or use a numeric address."
    case .refused(_, isLocal: true): "Start the coordinator, or check the endpoint."
    case .refused(_, isLocal: false):
      "Start the coordinator, or check the endpoint. One that listens at 127.0.0.1 is reached from "
        + "its own machine only."
    case .unroutable: "Check the address, and this machine's network."
    case .timedOut: "Check the address, and that no firewall lies in between."
    case .failed: "Check the endpoint, and this machine's limits."
    case .noSuchFile: "Start the coordinator, or check the path."
    case .notASocket: "Check the path."
    case .forbidden:
      "Run as the coordinator's user, or change the mode of the socket and its directories."
    case .foreign: "Check the port: something else has this one."
    case .silent, .hangsUp:
      "Check the port, which another service may have, and that the coordinator is not stopped."
    case .secured: "Give it the keys, or use another coordinator."
    case .otherSocket: "Check the endpoint: another program has this one."
    case .router:
      "It may be busy or stopped: look at what it says. Or another program has the endpoint."
    }
  }
}

extension Reachability: CustomStringConvertible {
  /// Both as a line.
  public var description: String { "\(problem). \(remedy)" }
}
