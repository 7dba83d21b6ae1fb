import Foundation
import ZeroMQ

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A launched worker's tie to its launcher: standard input, a pipe whose end is the launcher's. It
/// brings one line, the endpoint of the coordinator, and then nothing more.
public enum Lifeline {
  /// Waits until the launcher says where the coordinator listens; until then a worker gets ready
  /// while its launcher loads the examples.
  ///
  /// - Returns: Nil if the launcher is gone, or wants no worker any more.
  /// - Throws: ``ZeroMQ/EndpointError`` if it said something else.
  public static func awaitEndpoint() throws(EndpointError) -> Endpoint? {
    guard let line = readLine() else { return nil }
    return try Endpoint(line)
  }

  /// Watches the pipe on a thread of its own and ends the process when it is cut, whatever the
  /// process is busy with.
  ///
  /// - Parameter cleanUp: Called first; a launcher that was killed could not clean up itself.
  public static func watch(cleanUp: @escaping @Sendable () -> Void) {
    let thread = Thread {
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count > 0 || (count < 0 && errno == EINTR) { continue }
        cleanUp()
        _exit(1)
      }
    }
    thread.name = "tandem-lifeline"
    thread.start()
  }
}
