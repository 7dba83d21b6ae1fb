import Foundation

/// This very command, run as a process of its own.
enum CommandProcess {
  /// Runs a command line to its end, or ends it when somebody asks to stop.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - path: A file for what it says on standard error.
  static func run(_ arguments: [String], errorsTo path: String) throws {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let process = Process()
    process.executableURL = URL(
      fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0])
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: path)
    try process.run()
    while process.isRunning {
      if Interruption.isWanted {
        process.terminate()
        process.waitUntilExit()
        throw BenchError.interrupted
      }
      Thread.sleep(forTimeInterval: 0.005)
    }
    if Interruption.isWanted { throw BenchError.interrupted }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let errors = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      throw BenchError(
        .commandFailed,
        "tandem \(arguments.joined(separator: " ")) failed: "
          + errors.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }
}
