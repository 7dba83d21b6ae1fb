import Learning
import Sharding
import TensorCore
import Training

/// Shows a session with Keras's progress bar.
final class RunDisplay: TrainingObserver {
  private var bar: ProgressBar
  private var schedule: JobSchedule?

  init(quiet: Bool) {
    bar = ProgressBar(console: Messages.standard.console, isQuiet: quiet)
  }

  func sessionBegan(_ schedule: JobSchedule, weights: Weights, optimizer: OptimizerState) {
    self.schedule = schedule
  }

  func clockBegan() {
    begin(afterEpoch: 0)
  }

  func roundEnded(_ round: Round, record: RunRecord) {
    switch round.phase {
    case .training:
      bar.stepEnded(round.step + 1) { record.figures(in: .training) }
    case .validation: break
    case .test:
      bar.stepEnded(round.step + 1) { record.figures(in: .test) }
    }
    guard round.isLastOfPhase else { return }
    if round.phase == .test {
      bar.end(metrics: record.test)
    } else if let epoch = record.epochs.last, epoch.epoch == round.epoch + 1 {
      bar.end(metrics: epoch.metrics)
      begin(afterEpoch: epoch.epoch)
    }
  }

  private func begin(afterEpoch epoch: Int) {
    guard let schedule else { return }
    if epoch < schedule.epochs {
      bar.beginEpoch(epoch + 1, of: schedule.epochs, steps: schedule.rounds(in: .training))
    } else if schedule.testExamples > 0 {
      bar.begin("Test", steps: schedule.rounds(in: .test))
    }
  }
}
