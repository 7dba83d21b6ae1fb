import Learning
import TensorCore
import Training

/// A program whose two halves have an optimizer each, with a half between them that nothing updates.
package struct PairProgram: TinyClassifier {
  package static let name = "pair"

  package let model = Sequential(input: [12]) {
    Dense(40, activation: .relu)
    Dense(5, isTrainable: false)
    BatchNormalization(momentum: 0.9)
    Dense(3, activation: .softmax)
  }

  package var optimizers: Optimizers {
    RMSprop(for: .under("dense"), learningRate: 0.01)
    Adam(for: .under("dense_2", "batch_normalization"), learningRate: 0.02)
  }

  package init() {}
}
