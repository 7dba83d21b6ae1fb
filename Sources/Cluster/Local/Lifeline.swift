import OperatingSystem
import ZeroMQ

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A launched worker's tie to its launcher: standard input, a pipe whose end is the launcher's. It
/// brings the endpoint of the coordinator, ended by a zero byte, which unlike an end of line is in no
/// path, and then nothing more.
public enum Lifeline {
  /// Longer than any endpoint.
  private static let longestEndpoint = 4096

  /// What the launcher writes.
  static func bytes(telling endpoint: Endpoint) -> [UInt8] { Array("\(endpoint)".utf8) + [0] }

  /// Waits until the launcher says where the coordinator listens; until then a worker gets ready
  /// while its launcher loads the examples.
  ///
  /// - Parameter descriptor: Where the launcher's words come from: standard input.
  /// - Returns: Nil if the launcher is gone, or wants no worker any more.
  /// - Throws: ``ZeroMQ/EndpointError`` if it said something else.
  public static func awaitEndpoint(
    from descriptor: Int32 = STDIN_FILENO
  ) throws(EndpointError) -> Endpoint? {
    var text: [UInt8] = []
    while text.count < longestEndpoint {
      var byte: UInt8 = 0
      let count = read(descriptor, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return nil }
      if byte == 0 { break }
      text.append(byte)
    }
    return try Endpoint(String(decoding: text, as: UTF8.self))
  }

  /// Watches the pipe on a thread of its own and ends the process when it is cut, whatever the
  /// process is busy with.
  ///
  /// - Parameter cleanUp: Called first; a launcher that was killed could not clean up itself.
  /// - Throws: ``LocalClusterError`` if the process can have no more threads.
  public static func watch(cleanUp: @escaping @Sendable () -> Void) throws(LocalClusterError) {
    do throws(ProcessFailure) {
      try BackgroundThread.start(named: "tandem-lifeline") {
        var byte: UInt8 = 0
        while true {
          let count = read(STDIN_FILENO, &byte, 1)
          if count > 0 || (count < 0 && errno == EINTR) { continue }
          cleanUp()
          _exit(1)
        }
      }
    } catch {
      throw LocalClusterError(.cannotLaunch, "no thread to watch the launcher: \(error.reason)")
    }
  }
}
