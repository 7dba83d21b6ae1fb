import TensorCore
import TestSupport
import Testing

@testable import Learning

@Suite("State of layers", .computing)
struct StateTests {
  private static let model = Sequential {
    BatchNormalization(momentum: 0.5)
    Tally()
  }
  private static let layers = LayerTree(of: model, input: [4])

  /// A contribution of a shard that has run the model on some inputs, one pass after the other.
  private static func contribution(
    of inputs: [Tensor], to weights: Weights, share: Float, isFirst: Bool
  ) -> (values: [Float], counters: [Int64]) {
    // The second shard begins at another example.
    let address = StepAddress(firstExample: isFirst ? 0 : 8)
    let step = Step(of: layers, weights: weights, address: address, share: share)
    for input in inputs { _ = model(input, training: true, in: step) }
    let layout = weights.layout
    let gradients = Gradients(
      layout: layout, values: Tensor(repeating: 7, shape: Shape(count: layout.trainableCount)))
    let values = step.contribution(
      of: gradients, in: MutableTensor(shape: Shape(count: layout.contributionCount)))
    return (values.dense.values, step.counterChanges)
  }

  private static func value(
    _ name: String, of values: [Float], in layout: WeightLayout
  ) -> [Float] {
    let index = layout.variables.firstIndex { $0.name == name }!
    return Array(values[layout.ranges[index]])
  }

  @Test("is declared in a region of its own, with counters apart")
  func layout() {
    let layout = Self.layers.layout
    #expect(
      layout.variables.map(\.name) == [
        "batch_normalization/gamma", "batch_normalization/beta",
        "batch_normalization/moving_mean", "batch_normalization/moving_variance", "tally/sum",
        "tally/last",
      ])
    #expect((layout.trainableCount, layout.stateRange) == (8, 256..<269))
    #expect(layout.counters.map(\.name) == ["tally/batches", "tally/examples"])
  }

  @Test("goes on from pass to pass in training, and stands still in inference")
  func passes() {
    let weights = Self.layers.initialWeights(seed: 1)
    let step = Step(of: Self.layers, weights: weights)
    let input = Tensor([0, 1, 2, 3, 2, 3, 4, 5], shape: [2, 4])
    func moving(training: Bool) -> [Float] {
      _ = Self.model(input, training: training, in: step)
      return step.value(at: 2).values
    }
    #expect(moving(training: false) == [0, 0, 0, 0])
    #expect(moving(training: true) == [0.5, 1, 1.5, 2])
    #expect(moving(training: false) == [0.5, 1, 1.5, 2])
    #expect(moving(training: true) == [0.75, 1.5, 2.25, 3])
    // The batch's variance is 1, as it began.
    #expect(step.value(at: 3).values == [1, 1, 1, 1])
    #expect(weights[2].values == [0, 0, 0, 0])
  }

  @Test("contributes by the rule that it names")
  func rules() {
    let weights = Self.layers.initialWeights(seed: 1)
    let layout = weights.layout
    let inputs = [Tensor([1, 2, 3, 4, 3, 4, 5, 6], shape: [2, 4])]
    for isFirst in [true, false] {
      let (values, counters) = Self.contribution(
        of: inputs + inputs, to: weights, share: 0.25, isFirst: isFirst)
      #expect(values[..<8].allSatisfy { $0 == 7 } && values[8..<256].allSatisfy { $0 == 0 })
      // From 0 to 0.75 of the mean.
      #expect(
        Self.value("batch_normalization/moving_mean", of: values, in: layout)
          == [2, 3, 4, 5].map { $0 * 0.75 * 0.25 })
      let sums = Self.value("tally/sum", of: values, in: layout)
      #expect(sums.allSatisfy { abs($0) < 1e-5 }, "what is normalized has the sum 0")
      #expect(Self.value("tally/last", of: values, in: layout) == [isFirst ? 2 : 0])
      #expect(counters == [isFirst ? 2 : 0, 4])
    }
  }

  @Test("of a frozen batch normalization stays, and normalizes in training, under a tape, too")
  func frozen() {
    let model = Sequential {
      Dense(2)
      BatchNormalization(isTrainable: false)
    }
    let layers = LayerTree(of: model, input: [3])
    let weights = layers.initialWeights(seed: 1)
    #expect(weights.layout.trainableVariables.count == 2)
    let input = Tensor.random([5, 3], seed: 2)
    let step = Step(of: layers, weights: weights)
    let inference = model(input, training: false, in: step)
    let tape = step.tape()
    let training = model(input, training: true, on: tape)
    #expect(training.isIdentical(to: inference))
    #expect(tape.gradients(of: training).values.values.contains { $0 != 0 })
    #expect(step.value(at: 4).isIdentical(to: weights[4]))
  }
}
