import Diagnostics
import Foundation
import Synchronization
import ZeroMQ

/// The worker processes that `train` launches beside its coordinator: they get ready by themselves and
/// wait to be told where it listens.
public final class LocalWorkers: ChildProcesses, Sendable {
  private let processes: [WorkerProcess]
  private let reported = Mutex<Set<Int>>([])
  private let areConnected = Atomic(false)

  /// How long workers may take to end as the coordinator told them, and again after their lifeline
  /// is cut: short, because a run that a silent worker ends has waited for that worker already.
  private static let patience = Duration.milliseconds(500)

  /// Launches workers, which wait for ``connect(to:)``.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - executable: The path of the program.
  ///   - arguments: What to start each with, by its index.
  ///   - onLine: Receives each line that a worker says, with its index, on any thread.
  /// - Throws: ``LocalClusterError`` if one can't be started; those that were are ended.
  public init(
    _ count: Int, executable: String, arguments: (Int) -> [String],
    onLine: @escaping @Sendable (Int, String) -> Void
  ) throws(LocalClusterError) {
    require(count >= 1, "at least one worker has to be launched, not \(count)")
    var started: [WorkerProcess] = []
    do throws(LocalClusterError) {
      for index in 0..<count {
        started.append(
          try WorkerProcess(executable: executable, arguments: arguments(index)) {
            onLine(index, $0)
          })
      }
    } catch {
      Self.end(started, patiently: false)
      throw error
    }
    processes = started
  }

  /// Tells all of them where the coordinator listens.
  public func connect(to endpoint: Endpoint) {
    areConnected.store(true, ordering: .relaxed)
    for process in processes { process.connect(to: endpoint) }
  }

  /// The ids of the processes, in the order of their indices.
  public var processIDs: [Int] { processes.map(\.processID) }

  /// The processes that have ended since the last call.
  public func reapEnded() -> [EndedProcess] {
    reported.withLock { reported in
      processes.compactMap { process in
        guard !reported.contains(process.processID), let ending = process.ending else {
          return nil
        }
        reported.insert(process.processID)
        return EndedProcess(processID: process.processID, description: ending)
      }
    }
  }

  /// Waits until all have ended by themselves, and ends those that have not after a while. Workers
  /// that no coordinator could tell anything yet are ended at once.
  public func stop() {
    Self.end(processes, patiently: areConnected.load(ordering: .relaxed))
  }

  private static func end(_ processes: [WorkerProcess], patiently: Bool) {
    // First a moment to end as the coordinator told them, then the lifeline, then by force.
    if patiently { wait(for: processes, atMost: patience) }
    for process in processes { process.cutLifeline() }
    wait(for: processes, atMost: patience)
    for process in processes { process.kill() }
    for process in processes { process.drain() }
  }

  private static func wait(for processes: [WorkerProcess], atMost duration: Duration) {
    let deadline = ContinuousClock.now + duration
    while processes.contains(where: { $0.ending == nil }), ContinuousClock.now < deadline {
      Thread.sleep(forTimeInterval: 0.005)
    }
  }
}
