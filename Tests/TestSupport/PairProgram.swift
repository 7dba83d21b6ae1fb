import Learning
import TensorCore
import Training

/// A program whose two halves have an optimizer each, with a half between them that nothing updates.
package struct PairProgram: TrainingProgram {
  package static let name = "pair"

  package let model = Sequential(input: [12]) {
    Dense(40, activation: .relu)
    Dense(5, isTrainable: false)
    BatchNormalization(momentum: 0.9)
    Dense(3, activation: .softmax)
  }
  package let fields = TinyProgram.columns

  package var optimizers: Optimizers {
    RMSprop(for: .under("dense"), learningRate: 0.01)
    Adam(for: .under("dense_2", "batch_normalization"), learningRate: 0.02)
  }

  package typealias Metrics = TinyProgram.Metrics

  package init() {}

  package var metrics: Metrics { Metrics() }

  package func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    let tape = step.tape()
    let predictions = model(batch[TinyProgram.image], training: true, on: tape)
    let losses = sparseCategoricalCrossEntropy(
      predicted: predictions, expected: batch[TinyProgram.label])
    metrics.loss.updateState(losses)
    metrics.accuracy.updateState(predicted: predictions, expected: batch[TinyProgram.label])
    return tape.gradients(of: losses)
  }

  package func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {
    let predictions = model(batch[TinyProgram.image], training: false, in: step)
    metrics.loss.updateState(
      sparseCategoricalCrossEntropy(predicted: predictions, expected: batch[TinyProgram.label]))
    metrics.accuracy.updateState(predicted: predictions, expected: batch[TinyProgram.label])
  }
}
