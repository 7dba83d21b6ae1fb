import Training

/// What is said and written when a run has come to its end.
struct RunEnding {
  let settings: RunSettings
  let output: OutputOptions

  func conclude<Program: TrainingProgram>(_ outcome: RunOutcome<Program>) throws {
    let messages = Messages.standard
    messages.result("Weights SHA-256: \(outcome.report.weightsSHA256)")
    if let path = output.export {
      try outcome.export(to: path)
      messages.note("weights written to \(path)")
    }
    if let path = output.report {
      var report = outcome.report
      report.startSeconds = outcome.session.record.firstStepEnd.flatMap {
        ProcessStart.seconds(until: $0)
      }
      try ReportFile(path: path).write(report)
      messages.note("report written to \(path)")
    }
    messages.result("The same bits in one process: \(settings.reproduction(of: Program.self))")
  }
}
