import Learning
import TensorCore
import Training

/// A program whose loss counts some examples only, and these differently: classes have weights, one of them
/// none.
package struct WeightedProgram: TinyClassifier {
  package static let name = "weighted"

  package let model = Sequential(input: [12]) {
    Dense(7, activation: .relu)
    Dense(3, activation: .softmax)
  }
  private let classWeights: [Float]
  private let reduction: String

  package init() { self.init(classWeights: [0, 1, 2.5]) }

  /// - Parameters:
  ///   - classWeights: What an example of each class counts for.
  ///   - reduction: `weighted`, or `sum` for a sum of what is weighted.
  package init(classWeights: [Float], reduction: String = "weighted") {
    self.classWeights = classWeights
    self.reduction = reduction
  }

  package var optimizers: Optimizers {
    RMSprop(for: .under("dense"), learningRate: 0.01, clipping: .globalNorm(0.5))
    SGD(for: .under("dense_1"), learningRate: 0.1)
  }

  package func gradients(of losses: Tensor, for batch: Batch, on tape: StepTape) -> Gradients {
    let weights = Tensor(batch[TinyProgram.label].values.map { classWeights[Int($0)] })
    return reduction == "sum"
      ? tape.gradients(of: losses * weights, reduction: .sum)
      : tape.gradients(of: losses, reduction: .weighted(by: weights))
  }
}
