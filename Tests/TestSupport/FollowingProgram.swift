import Learning
import TensorCore
import Training

/// A program with layers that follow others, state and all, while a part of the rest is not updated: so a
/// step leaves most weights alone but those that follow.
package struct FollowingProgram: TrainingProgram {
  package static let name = "following"

  package let model = Sequential(input: [12]) {
    Dense(12, activation: .relu)
    BatchNormalization(momentum: 0.9)
    Dense(12, activation: .relu, isTrainable: false)
    BatchNormalization(isTrainable: false)
    Dense(40, activation: .relu)
    Dense(3, activation: .softmax)
  }
  package let fields = TinyProgram.columns

  package var optimizers: Optimizers {
    RMSprop(for: .under("dense", "batch_normalization"), learningRate: 0.01)
    RMSprop(for: .under("dense_2", "dense_3"))
  }

  package var followers: [Follower] {
    [
      Follower(of: .under("dense"), by: .under("dense_1"), momentum: 0.5),
      Follower(
        of: .under("batch_normalization"), by: .under("batch_normalization_1"), momentum: 0,
        every: 2, includingState: true),
    ]
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
    return tape.gradients(of: losses, reduction: .mean, for: .under("dense", "batch_normalization"))
  }

  package func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {
    let predictions = model(batch[TinyProgram.image], training: false, in: step)
    metrics.loss.updateState(
      sparseCategoricalCrossEntropy(predicted: predictions, expected: batch[TinyProgram.label]))
    metrics.accuracy.updateState(predicted: predictions, expected: batch[TinyProgram.label])
  }
}
