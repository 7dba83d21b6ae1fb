import Cluster
import OperatingSystem
import TensorCore
import Training
import ZeroMQ

/// Worker processes of this very program, launched before there is a coordinator: they start while
/// this process loads the examples, and connect when they are told where.
final class LaunchedWorkers: ChildProcesses {
  private let workers: LocalWorkers

  /// How many there are.
  var count: Int { processIDs.count }

  /// Launches workers for a program of the catalog.
  convenience init<Program: TrainingProgram>(
    _ count: Int, running program: Program.Type, on instructionSet: InstructionSet, threads: Int
  ) throws {
    try self.init(
      count, program: ["--program", Program.name], on: instructionSet, threads: threads)
  }

  /// Launches workers.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - program: The options that name the program.
  ///   - instructionSet: The job's.
  ///   - threads: Those of each.
  init(_ count: Int, program: [String], on instructionSet: InstructionSet, threads: Int) throws {
    try ProcessNeeds.launching(
      count, computingOn: threads, besides: Processors.available
    ).check()
    let arguments =
      [
        "worker", "--launched", "--connect", "-", "--isa", instructionSet.rawValue, "--threads",
        "\(threads)",
      ] + program
    workers = try LocalWorkers(
      count, executable: Executable.path,
      arguments: { arguments + ["--name", "worker \($0 + 1)"] },
      onLine: { index, line in Messages.standard.note("worker \(index + 1): \(line)") })
  }

  /// Tells them where the coordinator listens.
  func connect(to endpoint: Endpoint) { workers.connect(to: endpoint) }

  var processIDs: [Int] { workers.processIDs }

  func reapEnded() -> [EndedProcess] { workers.reapEnded() }

  func stop() { workers.stop() }
}
