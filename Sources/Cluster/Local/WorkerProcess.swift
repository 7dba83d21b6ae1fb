import OperatingSystem
import ZeroMQ

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A worker process on this machine, tied to the life of this one.
///
/// Its standard input is a pipe that brings it the coordinator's endpoint: when this process ends, by
/// whatever means, the kernel closes the pipe and the worker sees the end of it. What it says, on
/// standard error and standard output, comes here line by line.
final class WorkerProcess: Sendable {
  private let process: ChildProcess
  private let lifeline: PipeEnd
  private let reader: LineReader

  /// Starts a worker.
  ///
  /// - Parameters:
  ///   - executable: The path of the program.
  ///   - arguments: What to start it with.
  ///   - onLine: Receives each line that it says, on a thread of its own.
  /// - Throws: ``LocalClusterError`` if it can't be started.
  init(
    executable: String, arguments: [String], onLine: @escaping @Sendable (String) -> Void
  ) throws(LocalClusterError) {
    do throws(ProcessFailure) {
      let (input, words) = (try PipeEnd.pair(), try PipeEnd.pair())
      // Before the process, which would be left alone if there were no thread to listen to it.
      reader = try LineReader(words.reading, onLine: onLine)
      lifeline = input.writing
      process = try ChildProcess(
        executable, arguments, input: input.reading, output: words.writing,
        errors: words.writing)
    } catch {
      throw LocalClusterError(.cannotLaunch, "\(executable): \(error.reason)")
    }
  }

  /// Its id.
  var processID: Int { Int(process.processID) }

  /// How it ended, or nil while it runs.
  var ending: String? { process.ending.map { "\($0)" } }

  /// Tells it where to connect to; one that has ended since is seen by its ``ending``.
  func connect(to endpoint: Endpoint) { lifeline.write(Lifeline.bytes(telling: endpoint)) }

  /// Lets it see that it is no longer wanted.
  func cutLifeline() { lifeline.close() }

  /// Ends it without asking, and waits until it has.
  func kill() {
    process.signal(SIGKILL)
    process.waitUntilEnd()
  }

  /// Waits until all it said has been passed on.
  func drain() { reader.wait(seconds: 1) }
}
