import Cluster
import ClusterProtocol
import Foundation
import Training

/// What happens to a coordinator: said as it happens, and kept for the report.
final class EventLog {
  private(set) var events: [RunEvent] = []
  /// The ids of the processes of workers that have joined, on whichever machine.
  private(set) var joinedProcesses: Set<Int> = []
  private let says: (CoordinatorEvent) -> Bool

  /// - Parameter says: Which events are worth a line to the person who waits.
  init(saying says: @escaping (CoordinatorEvent) -> Bool) {
    self.says = says
  }

  func take(_ event: CoordinatorEvent) {
    if says(event) { Messages.standard.note("coordinator: \(event)") }
    if case .joined(let worker) = event { joinedProcesses.insert(worker.processID) }
    if let entry = Self.entry(for: event) { events.append(entry) }
  }

  private static func entry(for event: CoordinatorEvent) -> RunEvent? {
    let now = Date()
    switch event {
    case .joined(let worker):
      return RunEvent(
        time: now, kind: "joined", worker: worker.name,
        details: ["host": .text(worker.hostName), "process": .integer(worker.processID)])
    case .refused(let worker, let refused):
      return RunEvent(
        time: now, kind: "refused", worker: worker,
        details: ["reason": .text(refused.problem)])
    case .left(let worker, let cause):
      return RunEvent(
        time: now, kind: "left", worker: worker.name, details: ["reason": .text("\(cause)")])
    case .notice(.started(let workers)):
      return RunEvent(time: now, kind: "started", details: ["workers": .integer(workers)])
    case .notice(.dropped(let reason, _)):
      return RunEvent(
        time: now, kind: "dropped", details: ["reason": .text(reason.rawValue)])
    case .notice(.refusedVersion(let refused, _)):
      return RunEvent(time: now, kind: "refused", details: ["reason": .text(refused.problem)])
    case .sharesNoMemory(let problem):
      return RunEvent(time: now, kind: "no shared memory", details: ["reason": .text(problem)])
    case .notice(.sharesNoMemory(let worker)):
      return RunEvent(time: now, kind: "no shared memory", worker: worker.name)
    case .listening, .notice: return nil
    }
  }
}
