import Learning
import TensorCore
import Training

/// A program of two models in a chain, each with an optimizer of its own, that take turns: two updates of
/// the head and one of the body in each step, with another loss in each.
package struct AlternatingProgram: TrainingProgram {
  package static let name = "alternating"
  package static let (head, body) = (Stage("head"), Stage("body"))

  package let model = Sequential(input: [12]) {
    Dense(40, activation: .relu)
    Dropout(0.25)
    BatchNormalization(momentum: 0.9)
    Tally()
    Dense(3, activation: .softmax)
    Dense(3, isTrainable: false)
  }
  package let fields = TinyProgram.columns

  package var stages: [Stage] { [Self.head, Self.head, Self.body] }

  package var optimizers: Optimizers {
    RMSprop(
      for: .under("dense", "batch_normalization"), learningRate: 0.01, clipping: .globalNorm(0.5))
    Adam(for: .under("dense_1"), learningRate: 0.02)
  }

  package typealias Metrics = TinyProgram.Metrics

  package init() {}

  package var metrics: Metrics { Metrics() }

  package func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    let tape = step.tape()
    let predictions = model(batch[TinyProgram.image], training: true, on: tape)
    let losses = squaredErrors(predictions, batch)
    guard step.stage == Self.head else {
      metrics.loss.updateState(losses)
      return tape.gradients(
        of: losses, reduction: .mean, for: .under("dense", "batch_normalization"))
    }
    let weights = Tensor(batch[TinyProgram.label].values.map { Float($0) / 2 })
    return tape.gradients(of: losses, reduction: .weighted(by: weights), for: .under("dense_1"))
  }

  package func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {
    metrics.loss.updateState(
      squaredErrors(model(batch[TinyProgram.image], training: false, in: step), batch))
  }

  private func squaredErrors(_ predictions: Tensor, _ batch: Batch) -> Tensor {
    let wanted = Tensor(
      batch[TinyProgram.label].values.flatMap { label in (0..<3).map { $0 == Int(label) ? 1 : 0 } },
      shape: predictions.shape)
    let error = predictions - wanted
    return (error * error).sum(along: 1)
  }
}
