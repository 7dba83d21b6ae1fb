import Cluster
import OperatingSystem
import ZeroMQ

/// Where the coordinator of workers on this machine listens.
struct LocalPlace {
  let endpoint: Endpoint
  private let directory: SocketDirectory?

  init(_ transport: LocalOptions.Transport) throws(LocalClusterError) {
    switch transport.resolved {
    case .tcp:
      directory = nil
      endpoint = .tcp(host: "127.0.0.1", port: "*")
    case .shm, .ipc, .auto:
      let parents = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap(Environment.value) + ["/tmp"]
      let directory = try SocketDirectory(in: parents)
      self.directory = directory
      endpoint = directory.endpoint
    }
  }

  func remove() { directory?.remove() }
}
