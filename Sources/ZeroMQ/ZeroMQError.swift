import CZeroMQ
import Diagnostics

/// What libzmq could not do, and for which endpoint.
public struct ZeroMQError: ActionableError, Equatable {
  /// The errors that a caller may want to tell apart; any other keeps its number.
  public enum Code: Sendable, Hashable {
    /// Somebody else listens there.
    case addressInUse
    /// A file that is no socket has the path.
    case pathOccupied
    /// No interface of this machine has the address.
    case addressNotAvailable
    /// The endpoint can't be parsed.
    case invalidEndpoint
    /// The user may not bind there.
    case permissionDenied
    /// The directory of a Unix-domain socket does not exist.
    case noSuchDirectory
    /// The path of a Unix-domain socket is too long.
    case pathTooLong
    /// The process has too many files open.
    case tooManyFiles
    /// This libzmq lets peers choose what a router calls them, by which one could stop the process.
    case takesNamesOfPeers
    /// The process can have no more threads.
    case noMoreThreads
    /// Another error, by its `errno`.
    case system(Int32)
  }

  /// What kind of error it is.
  public let code: Code
  /// What was being done.
  public let activity: String
  private let text: String

  package init(errno number: Int32, activity: String) {
    self.activity = activity
    text =
      number == EAGAIN
      ? "no more threads can be started"
      : zmq_strerror(number).map { String(cString: $0) } ?? "error \(number)"
    code =
      switch number {
      case EADDRINUSE: .addressInUse
      case EADDRNOTAVAIL, ENODEV: .addressNotAvailable
      case EINVAL, EPROTONOSUPPORT: .invalidEndpoint
      case EACCES, EPERM: .permissionDenied
      case ENOENT, ENOTDIR: .noSuchDirectory
      case ENAMETOOLONG: .pathTooLong
      case EMFILE, ENFILE: .tooManyFiles
      case EAGAIN: .noMoreThreads
      default: .system(number)
      }
  }

  static let takesNamesOfPeers = ZeroMQError(
    .takesNamesOfPeers, activity: "starting ZeroMQ \(Context.version)",
    text: "It takes the names that peers give themselves, by which one could stop the process")

  static func pathOccupied(listeningAt endpoint: Endpoint) -> ZeroMQError {
    ZeroMQError(
      .pathOccupied, activity: "listening at \(endpoint)",
      text: "there is something that is no socket")
  }

  private init(_ code: Code, activity: String, text: String) {
    (self.code, self.activity, self.text) = (code, activity, text)
  }

  /// What libzmq said, in lower case, or what it meant.
  public var problem: String {
    switch code {
    case .addressNotAvailable: "this machine has no such address"
    default: text.prefix(1).lowercased() + text.dropFirst()
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch code {
    case .addressInUse: "Choose another, or stop the process that listens there."
    case .pathOccupied: "Choose another path, or move what is there away."
    case .addressNotAvailable:
      "Use a numeric address of this machine, or * for all; names are not looked up to listen."
    case .invalidEndpoint:
      "Write tcp://HOST:PORT or ipc://PATH; only who listens may write * for host or port."
    case .permissionDenied: "Choose a port above 1023, or a directory you may write to."
    case .noSuchDirectory: "Make the directory first."
    case .pathTooLong: "Choose a path of at most \(Endpoint.longestPath) bytes."
    case .tooManyFiles: "Raise the limit on open files (ulimit -n)."
    case .takesNamesOfPeers: "Install libzmq 4.3.4 or 4.3.5."
    case .noMoreThreads:
      "Raise the limit on processes and threads (ulimit -u, or the control group's pids.max)."
    case .system: ""
    }
  }

  /// The command line's, where the endpoint is wrong.
  public var fault: Fault {
    switch code {
    case .tooManyFiles, .noMoreThreads, .takesNamesOfPeers, .system: .run
    default: .input
    }
  }
}
