import Files
import Training

/// What is said and written when a run has come to its end.
struct RunEnding {
  let settings: RunSettings
  let output: OutputOptions

  /// - Parameter audit: What the run has written along the way, now complete, unless it failed.
  func conclude<Program: TrainingProgram>(
    _ outcome: RunOutcome<Program>, of program: Program, audit: AuditWriter?
  ) throws {
    let messages = Messages.standard
    messages.result("Weights SHA-256: \(outcome.report.weightsSHA256)")
    var outputs = RunOutputs()
    if let path = output.export {
      outputs.attempt {
        try outcome.export(to: path, makingRoomBy: audit)
        messages.note("weights written to \(path)")
      }
    }
    if let path = output.report {
      var report = outcome.report
      report.startSeconds = outcome.session.record.firstStepEnd.flatMap {
        ProcessStart.seconds(until: $0)
      }
      outputs.attempt {
        try ReportFile(path: path).write(report)
        messages.note("report written to \(path)")
      }
    }
    if let audit { outputs.attempt { try audit.close() } }
    messages.result("The same bits in one process: \(settings.reproduction(of: program))")
    try outputs.finish()
  }
}
