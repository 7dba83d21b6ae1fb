import Foundation
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
/// Its standard input is a pipe that brings it one line, the coordinator's endpoint: when this process
/// ends, by whatever means, the kernel closes the pipe and the worker sees the end of it. What it says
/// on standard error comes here line by line.
///
/// `@unchecked Sendable`: Foundation's `Process` is asked only for what it guards itself; everything
/// else is constant.
final class WorkerProcess: @unchecked Sendable {
  let processID: Int
  private let process: Process
  private let lifeline: FileHandle
  private let reader: LineReader

  /// Starts a worker.
  ///
  /// - Parameters:
  ///   - executable: The path of the program.
  ///   - arguments: What to start it with.
  ///   - onLine: Receives each line of its standard error, on a thread of its own.
  /// - Throws: ``LocalClusterError`` if it can't be started.
  init(
    executable: String, arguments: [String], onLine: @escaping @Sendable (String) -> Void
  ) throws(LocalClusterError) {
    process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    let input = Pipe()
    let errors = Pipe()
    // A sibling that inherited the writing end would keep this worker alive.
    for handle in [input.fileHandleForWriting, errors.fileHandleForReading] {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw LocalClusterError(.cannotLaunch, "\(executable): \(error.localizedDescription)")
    }
    processID = Int(process.processIdentifier)
    lifeline = input.fileHandleForWriting
    reader = LineReader(errors.fileHandleForReading, onLine: onLine)
  }

  /// How it ended, or nil while it runs.
  var ending: String? {
    guard !process.isRunning else { return nil }
    return switch process.terminationReason {
    case .uncaughtSignal: "killed by signal \(process.terminationStatus)"
    default: "exit status \(process.terminationStatus)"
    }
  }

  /// Tells it where to connect to; one that has ended since is seen by its ``ending``.
  func connect(to endpoint: Endpoint) {
    try? lifeline.write(contentsOf: Data("\(endpoint)\n".utf8))
  }

  /// Lets it see that it is no longer wanted.
  func cutLifeline() {
    try? lifeline.close()
  }

  /// Ends it without asking.
  func kill() {
    if process.isRunning { _ = sendSignal(process.processIdentifier, SIGKILL) }
  }

  /// Waits until all it said has been passed on.
  func drain() {
    reader.wait(seconds: 1)
  }
}

// `kill` alone would be the method of the class.
private func sendSignal(_ processID: pid_t, _ signal: Int32) -> Int32 {
  kill(processID, signal)
}
