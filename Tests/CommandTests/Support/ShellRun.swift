import Foundation
import TestSupport

/// A line of a shell that runs the command, as a person types it: with descriptors closed, limits, and
/// things that happen meanwhile.
enum ShellRun {
  /// What a line came to.
  struct Result: Sendable {
    /// The exit status of the last command, or 128 plus the number of the signal that killed it.
    let status: Int32
    let output: String
    let errors: String
  }

  /// A short run on made-up digits.
  static let short = "--data synthetic --epochs 1 --limit 320 --quiet"

  /// Runs a script in a directory.
  ///
  /// - Parameters:
  ///   - script: For bash; `$tandem` is the command.
  ///   - directory: The working directory, and that for temporary files.
  static func run(_ script: String, in directory: ScratchDirectory) async throws -> Result {
    let scratch = try ScratchDirectory()
    for name in ["output", "errors"] {
      _ = FileManager.default.createFile(atPath: scratch.file(name), contents: nil)
    }
    let (path, command) = (directory.path, TandemProcess.path)
    let status = try await ThreadOutcome {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = ["-c", script]
      process.currentDirectoryURL = URL(fileURLWithPath: path)
      var variables = ProcessInfo.processInfo.environment
      variables["TANDEM_DATA"] = nil
      variables["TMPDIR"] = path
      variables["tandem"] = command
      process.environment = variables
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle(forWritingAtPath: scratch.file("output"))
      process.standardError = FileHandle(forWritingAtPath: scratch.file("errors"))
      try process.run()
      process.waitUntilExit()
      let isKilled = process.terminationReason == .uncaughtSignal
      return (isKilled ? 128 : 0) + process.terminationStatus
    }.get()
    return Result(
      status: status, output: try scratch.text(of: "output"), errors: try scratch.text(of: "errors")
    )
  }

  /// Whether a script succeeds here, `$tandem` being the command, for tests that need what not every machine has.
  static func works(_ script: String) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    process.environment = ProcessInfo.processInfo.environment
      .merging(["tandem": TandemProcess.path]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
