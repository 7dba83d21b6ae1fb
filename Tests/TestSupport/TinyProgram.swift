import Learning
import TensorCore
import Training

/// A program small enough to train in milliseconds, with everything a larger one has: two dense
/// layers, dropout and two metrics.
package struct TinyProgram: TrainingProgram {
  package static let name = "tiny"

  package let model = Sequential(input: [12]) {
    Dense(7, activation: .relu)
    Dropout(0.25)
    Dense(3, activation: .softmax)
  }
  package var optimizers: Optimizers { RMSprop(learningRate: 0.01) }
  package static let image = Field.pixels("image", shape: [12])
  package static let label = Field.classes("label", count: 3)
  package static let columns: Fields = [image, label]
  package let fields = Self.columns

  package struct Metrics: MetricGroup {
    package var loss = Mean("loss")
    package var accuracy = SparseCategoricalAccuracy()
    package init() {}
    package var all: [any Metric] { [loss, accuracy] }
  }

  package init() {}

  package var metrics: Metrics { Metrics() }

  package func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    let tape = step.tape()
    let predictions = model(batch[Self.image], training: true, on: tape)
    let losses = sparseCategoricalCrossEntropy(predicted: predictions, expected: batch[Self.label])
    metrics.loss.updateState(losses)
    metrics.accuracy.updateState(predicted: predictions, expected: batch[Self.label])
    return tape.gradients(of: losses)
  }

  package func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {
    let predictions = model(batch[Self.image], training: false, in: step)
    metrics.loss.updateState(
      sparseCategoricalCrossEntropy(predicted: predictions, expected: batch[Self.label]))
    metrics.accuracy.updateState(predicted: predictions, expected: batch[Self.label])
  }
}
