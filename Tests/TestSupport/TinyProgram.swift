import Learning
import TensorCore
import Training

/// A program small enough to train in milliseconds, with everything a larger one has: two dense
/// layers, dropout and two metrics.
package struct TinyProgram: TinyClassifier {
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

  package struct Metrics: MetricGroup {
    package var loss = Mean("loss")
    package var accuracy = SparseCategoricalAccuracy()
    package init() {}
    package var all: [any Metric] { [loss, accuracy] }
  }

  package init() {}
}
