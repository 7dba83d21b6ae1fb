import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds out what keeps a worker from its coordinator, as libzmq tells nobody: it resolves names and
/// tries again and again, in silence.
///
/// A connection of its own goes the same way and greets as libzmq does, up to where a peer would
/// become known to the program behind the socket. It blocks, so it wants a thread of its own.
public struct ReachabilityCheck: Sendable {
  /// Where a coordinator should be.
  public let endpoint: Endpoint
  /// How long a connection may take; 3 s.
  public var connectMilliseconds: Int32 = 3_000
  /// How long the greeting may take; 1.5 s.
  public var greetingMilliseconds: Int32 = 1_500

  /// A check of an endpoint.
  public init(_ endpoint: Endpoint) {
    self.endpoint = endpoint
  }

  /// Looks; takes as long as name servers take, and a few seconds.
  public func run() -> Reachability {
    switch endpoint {
    case .tcp(let host, let port): look(at: host, port)
    case .ipc(let path): look(at: path)
    }
  }

  private func look(at host: String, _ port: String) -> Reachability {
    let found: HostLookup
    do throws(HostLookup.Failure) {
      found = try HostLookup(host: host, port: port)
    } catch {
      return switch error {
      case .unknown: .nameUnknown(host)
      case .onlyIPv6: .nameHasOnlyIPv6(host)
      case .serversSilent: .nameServersSilent(host)
      }
    }
    let isNumeric = host == found.text || host == "[\(found.text)]"
    let place = isNumeric ? "\(host), port \(port)" : "\(host) (\(found.text)), port \(port)"
    do throws(SystemFailure) {
      return try greet(found.address, found.family, at: place)
    } catch {
      return switch error.code {
      case ECONNREFUSED: .refused(place, isLocal: endpoint.isLocal)
      case ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, ENETDOWN, EHOSTDOWN:
        .unroutable(place, reason: error.reason)
      case ETIMEDOUT: .timedOut(place)
      case EACCES, EPERM: .forbidden(place)
      case ECONNRESET: .hangsUp(place)
      default: .failed(place, reason: error.reason)
      }
    }
  }

  private func look(at path: String) -> Reachability {
    // On Linux a name that begins with @ is in no directory.
    if !path.hasPrefix("@") {
      var status = stat()
      guard stat(path, &status) == 0 else {
        return switch errno {
        case EACCES: .forbidden(path)
        case ENOENT, ENOTDIR: .noSuchFile(path)
        case let number: .failed(path, reason: SystemFailure(code: number).reason)
        }
      }
      guard status.st_mode & S_IFMT == S_IFSOCK else { return .notASocket(path) }
    }
    do throws(SystemFailure) {
      return try greet(UnixSocketPath.address(of: path), AF_UNIX, at: path)
    } catch {
      return switch error.code {
      case ECONNREFUSED: .refused(path, isLocal: true)
      case EACCES, EPERM: .forbidden(path)
      case ENOENT: .noSuchFile(path)
      case ETIMEDOUT: .silent(path)
      case EPROTOTYPE: .notASocket(path)
      default: .failed(path, reason: error.reason)
      }
    }
  }

  private func greet(
    _ address: [UInt8], _ family: Int32, at place: String
  ) throws(SystemFailure) -> Reachability {
    let connection = try ProbeConnection.connect(
      to: address, family: family, within: connectMilliseconds)
    let (greeting, hasEnded) = connection.greet(within: greetingMilliseconds)
    return switch greeting.peer {
    case nil: hasEnded ? .hangsUp(place) : .silent(place)
    case .foreign(let words): .foreign(place, says: words)
    case .zeroMQ(let type, let mechanism):
      if mechanism != "NULL" {
        .secured(place, mechanism: mechanism)
      } else if let type, type != "ROUTER" {
        .otherSocket(place, type: type)
      } else {
        .router(place)
      }
    }
  }
}
