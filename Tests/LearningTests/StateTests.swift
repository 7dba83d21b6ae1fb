import Learning
import TensorCore
import TestSupport
import Testing

@Suite("State of layers", .computing)
struct StateTests {
  private static let model = Sequential(input: [4]) {
    BatchNormalization(momentum: 0.5)
    Tally()
  }

  /// A contribution of a shard that has run the model on some inputs, one pass after the other.
  private static func contribution(
    of inputs: [Tensor], to weights: Weights, share: Float, isFirst: Bool
  ) -> (values: [Float], counters: [Int64]) {
    let state = ShardState(weights)
    for input in inputs {
      let pass = ForwardPass(weights: weights, training: true, state: state)
      _ = model(input, in: pass)
    }
    let layout = weights.layout
    let values = state.contribution(
      with: SparseVector(Tensor(repeating: 7, shape: Shape(count: layout.trainableCount))),
      in: MutableTensor(shape: Shape(count: layout.contributionCount)), share: share,
      isFirst: isFirst)
    return (values.dense.values, state.counterChanges(isFirst: isFirst))
  }

  private static func value(
    _ name: String, of values: [Float], in layout: WeightLayout
  ) -> [Float] {
    let index = layout.variables.firstIndex { $0.name == name }!
    return Array(values[layout.ranges[index]])
  }

  @Test("is declared in a region of its own, with counters apart")
  func layout() {
    let layout = Self.model.layout
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
    let weights = Self.model.initialWeights(seed: 1)
    let state = ShardState(weights)
    let input = Tensor([0, 1, 2, 3, 2, 3, 4, 5], shape: [2, 4])
    func run(training: Bool) -> ForwardPass {
      let pass = ForwardPass(weights: weights, training: training, state: state)
      _ = Self.model(input, in: pass)
      return pass
    }
    func moving(_ pass: ForwardPass) -> [Float] { pass.value(at: 2).values }
    #expect(moving(run(training: false)) == [0, 0, 0, 0])
    #expect(moving(run(training: true)) == [0.5, 1, 1.5, 2])
    #expect(moving(run(training: false)) == [0.5, 1, 1.5, 2])
    let last = run(training: true)
    #expect(moving(last) == [0.75, 1.5, 2.25, 3])
    // The batch's variance is 1, as it began.
    #expect(last.value(at: 3).values == [1, 1, 1, 1])
    #expect(weights[2].values == [0, 0, 0, 0])
  }

  @Test("contributes by the rule that it names")
  func rules() {
    let weights = Self.model.initialWeights(seed: 1)
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
    let model = Sequential(input: [3]) {
      Dense(2)
      BatchNormalization(isTrainable: false)
    }
    let weights = model.initialWeights(seed: 1)
    #expect(!weights.layout.hasState && weights.layout.trainableVariables.count == 2)
    let input = Tensor.random([5, 3], seed: 2)
    let inference = model(input, in: ForwardPass(weights: weights))
    let pass = ForwardPass(weights: weights, training: true, tape: GradientTape())
    let training = model(input, in: pass)
    #expect(training.isIdentical(to: inference))
    #expect(pass.gradients(of: sum(training)).values.values.contains { $0 != 0 })
  }
}
