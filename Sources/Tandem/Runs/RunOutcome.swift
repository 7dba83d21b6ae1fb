import Files
import Learning
import TensorCore
import Training

/// A run that came to its end: its session and the report of it.
struct RunOutcome<Program: TrainingProgram> {
  let session: TrainingSession<Program>
  let report: RunReport

  init(
    _ session: TrainingSession<Program>, report: RunReport, breakdown: StepBreakdown?,
    events: [RunEvent] = []
  ) {
    self.session = session
    var report = report
    report.epochs = session.record.epochs
    report.test = session.record.test
    report.weightsSHA256 = WeightsDigest.sha256(of: session.weights)
    report.breakdown = breakdown
    report.events = events
    self.report = report
  }

  /// Whether every round's metrics, the weights, counters and slots have the same bits as another's.
  func isIdentical(to other: RunOutcome) -> Bool {
    let (slots, otherSlots) = (session.optimizer.snapshot, other.session.optimizer.snapshot)
    return session.record.roundDigests == other.session.record.roundDigests
      && session.weights.values.isIdentical(to: other.session.weights.values)
      && session.weights.counters == other.session.weights.counters
      && slots.count == otherSlots.count
      && zip(slots, otherSlots).allSatisfy {
        $0.name == $1.name && $0.values.isIdentical(to: $1.values)
      }
  }

  /// Writes the weights, which nobody gets back, whatever else it costs.
  ///
  /// - Parameter audit: Given up if the disk has room for one of the two only.
  func export(to path: String, makingRoomBy audit: AuditWriter?) throws(OutputFileError) {
    do throws(OutputFileError) {
      try export(to: path)
    } catch {
      guard error.code == .noSpace, error.rescuePath == nil,
        audit?.abandon(because: error) == true
      else { throw error }
      try export(to: path)
    }
  }

  /// Writes the weights, with what it takes to evaluate them as the run did.
  private func export(to path: String) throws(OutputFileError) {
    let weights = session.weights
    try SafetensorsFile.write(
      weights.namedTensors,
      metadata: [
        "program": report.program, "batchSize": "\(report.batchSize)",
        "shards": "\(report.shards)", "seed": "\(report.seed)", "isa": report.isa,
        "weightsSHA256": report.weightsSHA256,
      ], to: path)
  }
}
