import Learning
import TensorCore
import TestSupport
import Training

/// ``TinyProgram`` under another name.
struct OtherProgram: VariantProgram {
  static let name = "other"
  let model = TinyProgram().model
  var lossFactor: Float { 1 }
}

/// ``TinyProgram`` with a wider layer, under its name.
struct WideProgram: VariantProgram {
  static let name = TinyProgram.name
  let model = Sequential(input: [12]) {
    Dense(9, activation: .relu)
    Dense(3, activation: .softmax)
  }
  var lossFactor: Float { 1 }
}

/// A program whose loss is beyond Float32.
struct OverflowingProgram: VariantProgram {
  static let name = "overflowing"
  let model = TinyProgram().model
  var lossFactor: Float { .infinity }
}

/// A classifier that differs from ``TinyProgram`` in one thing or another.
protocol VariantProgram: TrainingProgram where Metrics == TinyProgram.Metrics {
  var model: Sequential { get }
  var lossFactor: Float { get }
}

extension VariantProgram {
  var optimizers: Optimizers { [RMSprop()] }
  var fields: Fields { TinyProgram.columns }
  var metrics: Metrics { Metrics() }

  func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    trainStepOfVariant(batch, in: step, updating: &metrics)
  }

  func trainStepOfVariant(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    let tape = step.tape()
    let predictions = model(batch[TinyProgram.image], training: true, on: tape)
    let losses = sparseCategoricalCrossEntropy(
      predicted: predictions, expected: batch[TinyProgram.label])
    metrics.loss.updateState(losses)
    metrics.accuracy.updateState(predicted: predictions, expected: batch[TinyProgram.label])
    return tape.gradients(of: losses * lossFactor)
  }

  func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {}
}
