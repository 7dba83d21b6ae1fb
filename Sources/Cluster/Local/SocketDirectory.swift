import Foundation
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
  /// - Parameter parents: Where it may lie; the first is taken that exists and leaves the path of the
  ///   socket short enough.
  /// - Throws: ``LocalClusterError`` if there is none.
  public init(in parents: [String]) throws(LocalClusterError) {
    for parent in parents {
      let template = "\(parent)/\(Self.prefix)XXXXXX"
      guard (template + "/" + Self.socketName).utf8.count <= Endpoint.longestPath else { continue }
      var bytes = Array(template.utf8CString)
      // Made with mode 0700, whatever the umask.
      guard mkdtemp(&bytes) != nil else { continue }
      path = String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      return
    }
    throw LocalClusterError(
      .noSocketDirectory, "no directory for sockets can be made in \(parents)")
  }

  /// The directory that an endpoint of this kind lies in; nil for any other endpoint.
  public init?(of endpoint: Endpoint) {
    guard case .ipc(let path) = endpoint else { return nil }
    let url = URL(fileURLWithPath: path)
    let directory = url.deletingLastPathComponent()
    guard url.lastPathComponent == Self.socketName,
      directory.lastPathComponent.hasPrefix(Self.prefix)
    else { return nil }
    self.path = directory.path
  }

  /// The endpoint in it.
  public var endpoint: Endpoint { .ipc(path: path + "/" + Self.socketName) }

  /// Removes the socket and the directory; does nothing if they are gone.
  public func remove() {
    unlink(path + "/" + Self.socketName)
    rmdir(path)
  }
}
