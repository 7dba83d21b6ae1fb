import TensorCore
import Training

/// A run of the plain loop in this process.
struct SingleRun<Program: TrainingProgram> {
  let program: Program
  let settings: RunSettings

  /// Runs it to its end.
  func run(audit: AuditWriter?) throws -> RunOutcome<Program> {
    let auditor = audit.map {
      settings.auditor($0, of: program, mode: .single, workers: 0)
    }
    let loop = SingleProcessLoop(
      program, layers: settings.layers, configuration: settings.job, examples: settings.examples,
      team: ThreadTeam(threads: settings.threads))
    let session = try loop.run(
      observer: ObserverGroup([settings.display] + [auditor].compactMap { $0 })
    ) { Interruption.isWanted }
    return RunOutcome(
      session,
      report: settings.report(for: Program.self, mode: .single, workers: 0, transport: nil),
      breakdown: StepBreakdown(ofSingle: session))
  }
}
