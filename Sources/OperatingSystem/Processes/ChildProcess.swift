import COperatingSystem
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A program run as a process of its own.
///
/// Foundation's `Process` is no help: it can't start a program or work in a directory whose name is
/// not UTF-8, hands such variables of the environment on as others, and needs a thread to see an end.
package final class ChildProcess: Sendable {
  /// How a process ended.
  package enum Ending: Sendable, Hashable {
    /// By itself, with a status.
    case exited(Int32)
    /// By a signal.
    case killed(Int32)
    /// Nobody knows: the system does not keep the status of children whose end this process ignores.
    case unknown
  }

  /// Its id.
  package let processID: Int32
  // Once a status was fetched, the id may be another process's.
  private let state = Mutex(Ending?.none)

  /// Starts a program that reads and writes pipes.
  ///
  /// - Parameters:
  ///   - program: Its path, or a name that is looked up in the search path.
  ///   - arguments: What to start it with, its name not among them.
  ///   - input: What it reads.
  ///   - output: Where it writes results.
  ///   - errors: Where it writes messages.
  /// - Throws: ``ProcessFailure`` if it can't be started.
  package convenience init(
    _ program: String, _ arguments: [String], input: PipeEnd, output: PipeEnd, errors: PipeEnd
  ) throws(ProcessFailure) {
    // Open until the process has them.
    defer { withExtendedLifetime((input, output, errors)) {} }
    try self.init(
      program, arguments,
      descriptors: (input.descriptor, output.descriptor, errors.descriptor))
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: Its path, or a name that is looked up in the search path.
  ///   - arguments: What to start it with, its name not among them.
  ///   - descriptors: What it reads, and where it writes results and messages; above 2.
  /// - Throws: ``ProcessFailure`` if it can't be started.
  package init(
    _ program: String, _ arguments: [String], descriptors: (Int32, Int32, Int32)
  ) throws(ProcessFailure) {
    var words: [UnsafeMutablePointer<CChar>?] = []
    for word in [program] + arguments {
      let bytes = word.pathBytes
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
      copy.initialize(from: bytes, count: bytes.count)
      words.append(copy)
    }
    defer { for word in words { word?.deallocate() } }
    var process: pid_t = 0
    let failure = tandem_spawn(
      program.pathBytes, words + [nil], descriptors.0, descriptors.1, descriptors.2, &process)
    guard failure == 0 else { throw ProcessFailure(errno: failure) }
    processID = process
  }

  /// How it ended, or nil while it runs.
  package var ending: Ending? {
    state.withLock { ending in
      if ending == nil { ending = Self.fetchEnding(of: processID) }
      return ending
    }
  }

  /// Sends a signal, if it still runs.
  package func signal(_ number: Int32) {
    state.withLock { ending in
      if ending == nil { ending = Self.fetchEnding(of: processID) }
      if ending == nil { kill(processID, number) }
    }
  }

  /// Waits until it has ended.
  @discardableResult
  package func waitUntilEnd() -> Ending {
    while true {
      if let ending { return ending }
      tandem_await_end(processID)
    }
  }

  private static func fetchEnding(of process: pid_t) -> Ending? {
    var status: Int32 = 0
    var result: pid_t
    repeat { result = waitpid(process, &status, WNOHANG) } while result < 0 && errno == EINTR
    if result == 0 { return nil }
    guard result > 0 else { return .unknown }
    // As the macros take it apart, which Swift does not see.
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal)
  }
}

extension ChildProcess.Ending: CustomStringConvertible {
  /// Such as `exit status 1` or `killed by signal 9`.
  package var description: String {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .killed(let signal): "killed by signal \(signal)"
    case .unknown: "ended"
    }
  }
}
