import CZeroMQ
import Diagnostics
import OperatingSystem

/// The I/O threads that sockets share. One a process is enough.
///
/// Sockets retain their context, which ends when the last of them is closed.
///
/// `@unchecked Sendable`: libzmq's contexts may be used by any thread at any time.
public final class Context: @unchecked Sendable {
  let handle: UnsafeMutableRawPointer

  /// Starts a context.
  ///
  /// - Parameter ioThreads: Threads that move bytes; one suffices below a gigabyte a second.
  /// - Throws: ``ZeroMQError`` if the process has too many files open, or can have no more threads:
  ///   libzmq ends the process where it meets either limit.
  public init(ioThreads: Int = 1) throws(ZeroMQError) {
    require(ioThreads >= 1, "a context has at least one I/O thread, not \(ioThreads)")
    let activity = "starting ZeroMQ"
    guard ProcessRoom.hasDescriptors(8 + 4 * ioThreads) else {
      throw ZeroMQError(errno: EMFILE, activity: activity)
    }
    // One more closes sockets.
    guard ProcessRoom.hasThreads(ioThreads + 1) else {
      throw ZeroMQError(errno: EAGAIN, activity: activity)
    }
    guard let handle = zmq_ctx_new() else {
      throw ZeroMQError(errno: zmq_errno(), activity: activity)
    }
    self.handle = handle
    zmq_ctx_set(handle, ZMQ_IO_THREADS, Int32(ioThreads))
    // Ending must not wait for messages to peers that are gone.
    zmq_ctx_set(handle, ZMQ_BLOCKY, 0)
  }

  deinit {
    while zmq_ctx_term(handle) != 0 && zmq_errno() == EINTR {}
  }

  /// The version of libzmq, such as `4.3.4`.
  public static var version: String {
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    zmq_version(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }
}
