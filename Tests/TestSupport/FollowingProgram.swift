import Learning
import TensorCore
import Training

/// A program with layers that follow others, state and all, while a part of the rest is not updated: so a
/// step leaves most weights alone but those that follow.
package struct FollowingProgram: TinyClassifier {
  package static let name = "following"

  package let model = Sequential(input: [12]) {
    Dense(12, activation: .relu)
    BatchNormalization(momentum: 0.9)
    Dense(12, activation: .relu, isTrainable: false)
    BatchNormalization(isTrainable: false)
    Dense(40, activation: .relu)
    Dense(3, activation: .softmax)
  }

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

  package init() {}

  package func gradients(of losses: Tensor, for batch: Batch, on tape: StepTape) -> Gradients {
    tape.gradients(of: losses, reduction: .mean, for: .under("dense", "batch_normalization"))
  }
}
