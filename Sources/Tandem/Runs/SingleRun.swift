import TensorCore
import Training

/// A run of the plain loop in this process.
struct SingleRun<Program: TrainingProgram> {
  let program: Program
  let settings: RunSettings

  /// Runs it to its end.
  func run(audit: AuditWriter?) throws -> RunOutcome<Program> {
    let auditor = audit.map {
      AuditObserver(
        $0, header: settings.auditHeader(for: program, mode: .single, workers: 0),
        metricNames: Program.Metrics.names)
    }
    let loop = SingleProcessLoop(
      program, configuration: settings.job, examples: settings.examples,
      team: ThreadTeam(threads: settings.threads))
    let session = try loop.run(
      observer: ObserverGroup([RunDisplay(quiet: settings.quiet)] + [auditor].compactMap { $0 })
    ) { Interruption.isWanted }
    try auditor?.finish()
    return RunOutcome(
      session,
      report: settings.report(for: Program.self, mode: .single, workers: 0, transport: nil),
      breakdown: StepBreakdown(ofSingle: session))
  }
}
