import OperatingSystem
import ZeroMQ

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A directory that only this user can enter, for the Unix-domain socket of one job.
public struct SocketDirectory: Sendable, Hashable {
  /// Its path.
  public let path: String

  private static let prefix = "tandem-"
  private static let socketName = "coordinator"

  /// Makes a directory of a new name.
  ///
  /// - Parameter parents: Where it may lie; the first is taken that is absolute, exists, and leaves
  ///   the path of the socket short enough.
  /// - Throws: ``LocalClusterError`` if there is none.
  public init(in parents: [String]) throws(LocalClusterError) {
    for parent in parents where PathParts.isAbsolute(parent) {
      let template = "\(parent)/\(Self.prefix)XXXXXX"
      guard Endpoint.length(ofPath: template + "/" + Self.socketName) <= Endpoint.longestPath,
        // Made with mode 0700, whatever the umask.
        let path = mkdtemp(template)
      else { continue }
      self.path = path
      return
    }
    throw LocalClusterError(
      .noSocketDirectory,
      "no directory for sockets can be made in \(parents.joined(separator: " or "))")
  }

  /// The directory that an endpoint of this kind lies in; nil for any other endpoint.
  public init?(of endpoint: Endpoint) {
    guard case .ipc(let path) = endpoint else { return nil }
    let directory = PathParts.directory(of: path)
    guard PathParts.name(of: path) == Self.socketName,
      PathParts.name(of: directory).hasPrefix(Self.prefix)
    else { return nil }
    self.path = directory
  }

  /// The endpoint in it.
  public var endpoint: Endpoint { .ipc(path: path + "/" + Self.socketName) }

  /// Removes the socket and the directory; does nothing if they are gone.
  public func remove() {
    unlink(path + "/" + Self.socketName)
    rmdir(path)
  }
}
