import Files
import Foundation
import Training

/// The way from the start of a command to the end of its first step: loading the program and the
/// data, and with workers their launch and their probe.
final class StartupBench {
  private let machine: BenchMachine
  // Made when it is first needed.
  private var directory: BenchDirectory?

  init(machine: BenchMachine) {
    self.machine = machine
  }

  /// Runs a command for one step and reads its report.
  func run(at place: BenchPlace) throws -> BenchSample {
    let directory = try self.directory ?? BenchDirectory()
    self.directory = directory
    let report = directory.file("report.json")
    let workers = place.workers == 0 ? [] : ["--workers", "\(place.workers)"]
    let command = place.workers == 0 ? "single" : "train"
    try CommandProcess.run(
      [command] + workers
        + [
          "--data", directory.path, "--limit", "32", "--epochs", "1", "--isa",
          machine.instructionSet.rawValue, "--threads", "\(machine.threads(at: place))", "--quiet",
          "--report", report,
        ], sayingTo: directory.file("words"))
    let run = try JSONDecoder().decode(
      RunReport.self, from: Data((TextFile.contents(report) ?? "").utf8))
    guard let seconds = run.startSeconds else {
      throw BenchError(.commandFailed, "the system does not tell when a process began")
    }
    return BenchSample(milliseconds: seconds * 1e3, transport: run.transport)
  }
}
