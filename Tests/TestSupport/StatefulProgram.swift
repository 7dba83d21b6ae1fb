import Learning
import TensorCore
import Training

/// A program with all that changes in training but by gradients: moving means, a sum over examples, a count of
/// steps and one of examples; and with weights that do not change at all.
package struct StatefulProgram: TinyClassifier {
  package static let name = "stateful"

  package let model = Sequential(input: [12]) {
    Dense(40, activation: .relu)
    BatchNormalization(momentum: 0.9)
    Tally()
    Dense(5, isTrainable: false)
    Dense(3, activation: .softmax)
  }
  package var optimizers: Optimizers { RMSprop(learningRate: 0.01) }

  package init() {}
}

/// Passes its input on, and counts what it has seen in training.
package final class Tally: Layer {
  package init() {}

  package func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    let (rows, columns) = (input.shape[0], input.shape[1])
    var sums = [Float](repeating: 0, count: columns)
    for (index, value) in input.values.enumerated() { sums[index % columns] += value }
    let sum = scope.state("sum", Shape(count: columns), merge: .sum)
    let last = scope.state("last", [], merge: .oncePerStep)
    sum.assign(sum.value + Tensor(sums))
    last.assign(Tensor(repeating: Float(rows), shape: []))
    scope.counter("batches").add()
    scope.counter("examples", merge: .sum).add(Int64(rows))
    return input
  }
}
