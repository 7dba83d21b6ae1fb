import Files
import Foundation

/// This very command, run as a process of its own.
enum CommandProcess {
  /// Runs a command line to its end, or ends it when somebody asks to stop.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - path: A file for what it says.
  static func run(_ arguments: [String], sayingTo path: String) throws {
    let ending: ChildProcess.Ending
    do {
      let words = try OpenFile(path: path, flags: O_RDWR | O_CREAT | O_TRUNC)
      let input = try PipeEnd.pair()
      // There is nothing to read for it.
      input.writing.close()
      let process = try ChildProcess(
        Executable.path, arguments,
        descriptors: (input.reading.descriptor, words.descriptor, words.descriptor))
      // Open until the process has them.
      withExtendedLifetime(input.reading) {}
      withExtendedLifetime(words) {}
      ending = awaitEnd(of: process)
    } catch let failure as ProcessFailure {
      throw BenchError(.commandFailed, "the command can't be run: \(failure.reason)")
    } catch let failure as SystemFailure {
      throw BenchError(.commandFailed, "\(path) can't be written: \(failure.reason)")
    }
    if Interruption.isWanted { throw BenchError.interrupted }
    guard ending == .exited(0) else {
      let words = TextFile.contents(path) ?? ""
      throw BenchError(
        .commandFailed,
        "\(CommandName.name) \(arguments.joined(separator: " ")) failed: "
          + words.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  private static func awaitEnd(of process: ChildProcess) -> ChildProcess.Ending {
    while true {
      if let ending = process.ending { return ending }
      if Interruption.isWanted {
        process.signal(SIGTERM)
        return process.waitUntilEnd()
      }
      Thread.sleep(forTimeInterval: 0.005)
    }
  }
}
