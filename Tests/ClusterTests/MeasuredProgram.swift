import Learning
import TensorCore
import TestSupport
import Training

/// ``TinyProgram`` with metrics of every kind of part, and one of its own.
struct MeasuredProgram: TrainingProgram {
  static let name = "measured"

  struct Metrics: MetricGroup {
    var loss = Mean("loss")
    var largest = LargestLoss()
    var precision = Precision(threshold: 0.4, classIndex: 1)
    var area = AUC(thresholds: 50)
    var matrix = ConfusionMatrix(classes: 3)
    var all: [any Metric] { [loss, largest, precision, area, matrix] }
  }

  let model = TinyProgram().model
  var optimizers: Optimizers { Adam(learningRate: 0.01) }
  let fields = TinyProgram.columns
  var metrics: Metrics { Metrics() }

  func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    let tape = step.tape()
    let losses = measure(batch, model(batch[TinyProgram.image], training: true, on: tape), &metrics)
    return tape.gradients(of: losses)
  }

  func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {
    _ = measure(batch, model(batch[TinyProgram.image], training: false, in: step), &metrics)
  }

  private func measure(_ batch: Batch, _ predictions: Tensor, _ metrics: inout Metrics) -> Tensor {
    let losses = sparseCategoricalCrossEntropy(
      predicted: predictions, expected: batch[TinyProgram.label])
    let labels = batch[TinyProgram.label].withBytes { $0.map { Int($0) } }
    let oneHot = Tensor(
      labels.flatMap { label in (0..<3).map { $0 == label ? 1 : 0 } }, shape: predictions.shape)
    metrics.loss.updateState(losses)
    metrics.largest.updateState(losses)
    metrics.precision.updateState(predicted: predictions, expected: oneHot)
    metrics.area.updateState(predicted: predictions, expected: oneHot)
    metrics.matrix.updateState(predicted: predictions, expected: batch[TinyProgram.label])
    return losses
  }
}

/// The largest loss by the smallest, and how many there were.
struct LargestLoss: Metric {
  let name = "loss_ratio"
  var state = MetricState(.maximum, .minimum, .count)
  var result: Double { state[0] / state[1] }

  mutating func updateState(_ losses: Tensor) {
    losses.withElements { losses in
      for loss in losses {
        state.take(Double(loss), for: 0)
        state.take(Double(loss), for: 1)
      }
      state.add(count: losses.count, to: 2)
    }
  }
}
