import Learning
import Sharding
import TensorCore
import Training

/// Shows a session with Keras's progress bar.
final class RunDisplay: TrainingObserver {
  private var bar: ProgressBar
  private let epochs: Int
  // The epoch whose bar is not ended: the figures of its validation may still come.
  private var openEpoch: Int?

  /// - Parameter epochs: How many there are at most, as far as anybody knows.
  init(epochs: Int, quiet: Bool) {
    bar = ProgressBar(console: Messages.standard.console, isQuiet: quiet)
    self.epochs = epochs
  }

  func roundsBegan(_ pass: Pass, record: RunRecord) {
    switch pass.phase {
    case .training:
      guard openEpoch != pass.epoch else { return }
      endEpoch(record)
      openEpoch = pass.epoch
      bar.beginEpoch(
        pass.epoch + 1, of: pass.epoch < epochs ? epochs : nil,
        steps: pass.shape.steps(in: .training))
    case .validation: break
    case .test:
      endEpoch(record)
      if pass.first?.beginsPass == true { bar.begin("Test", steps: pass.shape.steps(in: .test)) }
    }
  }

  func roundEnded(_ round: Round, record: RunRecord) {
    let isLast = record.endsPass(round)
    switch round.phase {
    case .training:
      bar.stepEnded(round.step + 1) { record.figures(in: .training) }
      if isLast && record.shape.validationExamples == 0 { endEpoch(record) }
    case .validation:
      // Some loop may validate in the midst of an epoch.
      if isLast && record.epochs.last?.epoch == round.epoch + 1 { endEpoch(record) }
    case .test:
      bar.stepEnded(round.step + 1) { record.figures(in: .test) }
      if isLast { bar.end(metrics: record.test) }
    }
  }

  func sessionEnded(_ record: RunRecord) { endEpoch(record) }

  private func endEpoch(_ record: RunRecord) {
    guard let epoch = openEpoch else { return }
    openEpoch = nil
    let report = record.epochs.last { $0.epoch == epoch + 1 }
    bar.end(metrics: report?.metrics ?? record.figures(in: .training))
  }
}
