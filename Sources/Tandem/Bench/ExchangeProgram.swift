import Learning
import TensorCore
import Training

/// A program that computes nothing, so that a step is work, gradients, the update and weights.
///
/// No gradient is zero and every weight changes in every step: nothing can be left out on the way.
struct ExchangeProgram: TrainingProgram {
  static let name = "exchange"

  let model: Sequential
  let optimizer: any Optimizer = RMSprop()
  let classCount = 1
  // Made once, since a step is not to spend time on it.
  private let gradients: Tensor

  /// As many weights as the digit classifier has.
  init() { self.init(weights: 407_050) }

  init(weights: Int) {
    model = Sequential(input: [1]) { Parcel(weights: weights) }
    let ones = MutableTensor(shape: Shape(count: weights))
    ones.fill(with: 1)
    gradients = ones.frozen
  }

  struct Metrics: MetricGroup {
    var loss = Mean("loss")
    var all: [any Metric] { [loss] }
  }

  func trainStep(
    _ batch: Batch, in step: StepContext, updating metrics: inout Metrics
  ) -> Gradients {
    Gradients(layout: model.layout, values: gradients)
  }

  func testStep(_ batch: Batch, in step: StepContext, updating metrics: inout Metrics) {}
}

/// Weights that nothing is computed with.
private struct Parcel: Layer {
  let weights: Int

  var defaultName: String { "parcel" }

  func variables(forInput shape: Shape) -> [Variable] {
    [
      Variable(
        name: "weights", shape: Shape(count: weights), initializer: .zeros, isTrainable: true)
    ]
  }

  func callAsFunction(_ input: Tensor, in scope: LayerScope) -> Tensor { input }
}
