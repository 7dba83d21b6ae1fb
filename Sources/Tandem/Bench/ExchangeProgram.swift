import Datasets
import Learning
import TensorCore
import Training

/// A program that computes nothing, so that a step is an all-reduce: numbers of all workers are summed,
/// and all of them get the sums, added to those of the step before.
///
/// No gradient is zero and every weight changes in every step: nothing can be left out on the way.
struct ExchangeProgram: TrainingProgram {
  static let name = "exchange"

  let optimizers: Optimizers
  let fields: Fields = []
  // Made once, since a step is not to spend time on it.
  private let gradients: Tensor
  private let parcel: Parcel

  /// As many weights as the digit classifier has.
  init() { self.init(weights: 407_050) }

  init(weights: Int, optimizer: any Optimizer = Accumulation()) {
    optimizers = Optimizers(optimizer)
    parcel = Parcel(weights: weights)
    let ones = MutableTensor(shape: Shape(count: weights))
    ones.fill(with: 1)
    gradients = ones.frozen
  }

  struct Metrics: MetricGroup {
    var loss = Mean("loss")
    var all: [any Metric] { [loss] }
  }

  var metrics: Metrics { Metrics() }

  func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    if step.isRehearsal {
      let tape = step.tape()
      return tape.gradients(of: parcel(.zeros([batch.count]), training: true, on: tape))
    }
    let layout = step.weights.layout
    guard let memory = step.takeGradientMemory() else {
      return Gradients(layout: layout, values: gradients)
    }
    // Written once: elsewhere, too, the numbers to be summed are there before the clock starts.
    let isWritten = memory.withElements { $0[$0.count - 1] == 1 }
    if !isWritten { memory.fill(with: 1) }
    return Gradients(layout: layout, values: memory.frozen)
  }

  func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {}
}

/// Adds gradients up.
private struct Accumulation: Optimizer, WeightKeeping {
  var learningRate: any LearningRateSchedule { 1.0 }
  var slotNames: [String] { [] }
  var keepsWeightsWithoutGradient: Bool { true }

  func update(_ block: borrowing UpdateBlock, at step: UpdateStep) {
    VectorLoops.add(block.gradient, to: block.weights)
  }
}

/// Weights that nothing is computed with.
private final class Parcel: Layer {
  let weights: Int

  init(weights: Int) {
    self.weights = weights
  }

  func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    input * sum(scope.weight("weights", Shape(count: weights), .zeros))
  }
}
