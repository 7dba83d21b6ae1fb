import Foundation
import Synchronization

/// The built `tandem` command, run as a process of its own.
public final class TandemProcess: Sendable {
  /// What a process came to.
  public struct Result: Sendable {
    /// The exit status, or 128 plus the number of the signal that killed it.
    public let status: Int32
    /// What it wrote to standard output.
    public let output: String
    /// What it wrote to standard error.
    public let errors: String
  }

  /// The executable, which lies beside the tests.
  public static let path: String = {
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("tandem").path
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    // On macOS the tests run inside a tool of Xcode's; the bundle knows where it lies.
    return Bundle(for: TandemProcess.self).bundleURL.deletingLastPathComponent()
      .appendingPathComponent("tandem").path
  }()

  private let scratch: ScratchDirectory
  private let process: ProcessBox
  private let exit: ThreadOutcome<Int32>

  /// Starts the command.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - environment: Added to this process's own, without `TANDEM_DATA`.
  ///   - fileLimitKiB: The size that files of the process may have; nil, the default, for any.
  ///   - path: What the command is started as; by default where it lies.
  public init(
    _ arguments: [String], environment: [String: String] = [:], fileLimitKiB: Int? = nil,
    as path: String = TandemProcess.path
  ) throws {
    scratch = try ScratchDirectory()
    let process = Process()
    if let fileLimitKiB {
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      let script = "ulimit -f \(fileLimitKiB); exec \"$0\" \"$@\""
      process.arguments = ["-c", script, path] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = arguments
    }
    var variables = ProcessInfo.processInfo.environment
    variables["TANDEM_DATA"] = nil
    process.environment = variables.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files rather than pipes: nobody has to read for the process to go on.
    for name in ["output", "errors"] {
      _ = FileManager.default.createFile(atPath: scratch.file(name), contents: nil)
    }
    process.standardOutput = FileHandle(forWritingAtPath: scratch.file("output"))
    process.standardError = FileHandle(forWritingAtPath: scratch.file("errors"))
    try DefaultSignals.during { try process.run() }
    ProcessGuardian.watch(process.processIdentifier)
    let box = ProcessBox(process)
    self.process = box
    exit = ThreadOutcome {
      box.process.waitUntilExit()
      ProcessGuardian.forget(box.process.processIdentifier)
      let isKilled = box.process.terminationReason == .uncaughtSignal
      return (isKilled ? 128 : 0) + box.process.terminationStatus
    }
  }

  deinit { if process.process.isRunning { signal(SIGKILL) } }

  /// Its process id.
  public var processID: Int32 { process.process.processIdentifier }

  /// Sends it a signal.
  public func signal(_ number: Int32) { kill(processID, number) }

  /// What it has written to standard error so far.
  public var errorsSoFar: String { text("errors") }

  /// What it has written to standard output so far.
  public var outputSoFar: String { text("output") }

  /// Waits for its end.
  public func result() async throws -> Result {
    let status = try await exit.get()
    return Result(status: status, output: text("output"), errors: text("errors"))
  }

  /// Runs a command line to its end.
  public static func run(
    _ arguments: [String], environment: [String: String] = [:], fileLimitKiB: Int? = nil,
    as path: String = TandemProcess.path
  ) async throws -> Result {
    try await TandemProcess(
      arguments, environment: environment, fileLimitKiB: fileLimitKiB, as: path
    ).result()
  }

  private func text(_ name: String) -> String {
    String(
      decoding: FileManager.default.contents(atPath: scratch.file(name)) ?? Data(), as: UTF8.self)
  }
}

/// `@unchecked Sendable`: Foundation's `Process` guards what is asked of it here.
private final class ProcessBox: @unchecked Sendable {
  let process: Process
  init(_ process: Process) { self.process = process }
}
