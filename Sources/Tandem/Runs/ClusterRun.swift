import Cluster
import ClusterProtocol
import Diagnostics
import Foundation
import TensorCore
import Training
import ZeroMQ

/// A run on workers, with the coordinator in this process.
struct ClusterRun<Program: TrainingProgram> {
  let program: Program
  let settings: RunSettings

  /// Runs the job on workers that were launched on this machine for it.
  func run(
    on children: LaunchedWorkers, transport: LocalOptions.Transport, audit: AuditWriter?
  ) throws -> RunOutcome<Program> {
    try program.metrics.check(in: Program.name)
    _ = try settings.examples.fitted(to: program)
    let probe = try probe()
    let place = try LocalPlace(transport)
    defer { place.remove() }
    var configuration = CoordinatorConfiguration(
      job: settings.job, instructionSet: settings.instructionSet, endpoint: place.endpoint,
      minimumWorkers: children.count)
    // A process of this machine that has not said a word by then is stopped or stuck.
    configuration.joinTimeout = .seconds(8)
    configuration.sharesMemory = transport.resolved == .shm
    // A coordinator listens before its workers are told where, so that they connect at once.
    return try run(
      configuration, probe, transport: transport.resolved.rawValue, workers: children.count,
      children: children, audit: audit,
      saying: { event in
        switch event {
        case .listening, .joined, .notice(.started): false
        default: true
        }
      }, listening: children.connect)
  }

  /// Runs the job on whichever workers come.
  func run(
    _ configuration: CoordinatorConfiguration, transport: String, audit: AuditWriter?
  ) throws -> RunOutcome<Program> {
    try program.metrics.check(in: Program.name)
    _ = try settings.examples.fitted(to: program)
    return try run(
      configuration, probe(), transport: transport, workers: configuration.minimumWorkers,
      children: NoChildProcesses(), audit: audit, saying: { _ in true }, listening: { _ in })
  }

  private func probe() throws -> JobProbe {
    let probe = JobProbe.run(
      program, layers: settings.layers, on: settings.instructionSet,
      for: settings.job.shape(for: settings.examples)
    ) { Interruption.isWanted }
    guard let probe else { throw TrainingError(code: .interrupted, epoch: 1, step: 1) }
    return probe
  }

  private func run(
    _ configuration: CoordinatorConfiguration, _ probe: JobProbe, transport: String, workers: Int,
    children: any ChildProcesses, audit: AuditWriter?,
    saying: @escaping (CoordinatorEvent) -> Bool, listening: (Endpoint) -> Void
  ) throws -> RunOutcome<Program> {
    let auditor = audit.map {
      settings.auditor($0, of: program, mode: .cluster, workers: workers)
    }
    var configuration = configuration
    configuration.threads = Processors.available
    configuration.probe = probe
    let log = EventLog(saying: saying)
    let shape = settings.job.shape(for: settings.examples)
    let coordinator = try Coordinator(
      program, configuration: configuration, shape: shape, examples: settings.examples,
      weights: program.initialWeights(of: settings.layers, seed: settings.job.seed),
      context: Context(ioThreads: configuration.ioThreads), children: children,
      observer: ObserverGroup(
        [settings.display] + [auditor].compactMap { $0 }),
      report: log.take)
    listening(coordinator.endpoint)
    let session = try sayingWhoIsMissing(log, children) {
      try coordinator.run { Interruption.isWanted }
    }
    let dropped = coordinator.statistics.dropped.total
    if dropped > 0 { Messages.standard.note("coordinator: dropped \(dropped) messages in all") }
    return RunOutcome(
      session,
      report: settings.report(
        for: Program.self, mode: .cluster, workers: workers,
        transport: transport == "tcp" ? transport : coordinator.sharesMemory ? "shm" : "ipc"),
      breakdown: coordinator.breakdown, events: log.events)
  }

  /// Names the launched workers that a job waited for in vain.
  private func sayingWhoIsMissing<Result>(
    _ log: EventLog, _ children: any ChildProcesses, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let failure as JobFailure {
      if case .joinTimeout = failure.code {
        for (index, process) in children.processIDs.enumerated()
        where !log.joinedProcesses.contains(process) {
          Messages.standard.note("worker \(index + 1) (process \(process)) has not joined")
        }
      }
      throw failure
    }
  }
}
