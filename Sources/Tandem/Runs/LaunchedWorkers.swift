import Cluster
import Foundation

/// Worker processes of this very program, launched once the coordinator listens.
final class LaunchedWorkers: ChildProcesses {
  private var workers: LocalWorkers?

  func launch(_ count: Int, arguments: [String]) throws(LocalClusterError) {
    workers = try LocalWorkers(
      count, executable: Bundle.main.executablePath ?? CommandLine.arguments[0],
      arguments: { arguments + ["--name", "worker \($0 + 1)"] },
      onLine: { index, line in Messages.standard.note("worker \(index + 1): \(line)") })
  }

  var processIDs: [Int] { workers?.processIDs ?? [] }

  func reapEnded() -> [EndedProcess] { workers?.reapEnded() ?? [] }

  func stop() { workers?.stop() }
}
