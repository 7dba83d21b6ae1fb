import Learning
import TensorCore
import Training

/// A program of a model that tells the classes of ``TinyProgram/columns`` apart, by the step of most of them.
package protocol TinyClassifier: TrainingProgram where Metrics == TinyProgram.Metrics {
  var model: Sequential { get }

  /// What the train step makes of its losses; the gradients of their mean by default.
  func gradients(of losses: Tensor, for batch: Batch, on tape: StepTape) -> Gradients
}

extension TinyClassifier {
  package var fields: Fields { TinyProgram.columns }
  package var metrics: Metrics { Metrics() }

  package func gradients(of losses: Tensor, for batch: Batch, on tape: StepTape) -> Gradients {
    tape.gradients(of: losses)
  }

  package func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    let tape = step.tape()
    let predictions = model(batch[TinyProgram.image], training: true, on: tape)
    return gradients(of: losses(predictions, batch, &metrics), for: batch, on: tape)
  }

  package func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {
    _ = losses(model(batch[TinyProgram.image], training: false, in: step), batch, &metrics)
  }

  private func losses(_ predictions: Tensor, _ batch: Batch, _ metrics: inout Metrics) -> Tensor {
    let labels = batch[TinyProgram.label]
    let losses = sparseCategoricalCrossEntropy(predicted: predictions, expected: labels)
    metrics.loss.updateState(losses)
    metrics.accuracy.updateState(predicted: predictions, expected: labels)
    return losses
  }
}
