import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Layers and models", .computing)
struct LayerTests {
  private static let model = Sequential(input: [6]) {
    Dense(5, activation: .relu)
    Dropout(0.5)
    Dense(4)
    Dropout(0.25)
    Dense(3, activation: .softmax)
  }

  @Test("A model names layers and variables as Keras does")
  func names() {
    let model = Self.model
    #expect(model.layers.map(\.name) == ["dense", "dropout", "dense_1", "dropout_1", "dense_2"])
    #expect(
      model.layout.variables.map(\.name) == [
        "dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias", "dense_2/kernel",
        "dense_2/bias",
      ])
    #expect(model.layout.variables.map(\.shape) == [[6, 5], [5], [5, 4], [4], [4, 3], [3]])
    #expect((model.inputShape, model.outputShape) == ([6], [3]))
    #expect(model.trainableVariables.count == 6)
    #expect(model.layout.weightCount == 35 + 24 + 15)
  }

  @Test("A model's layers may come from loops and conditions")
  func builder() {
    func model(deep: Bool) -> Sequential {
      Sequential(input: [3]) {
        for units in [4, 5] { Dense(units) }
        if deep { Dense(6) } else { Dropout(0.5) }
        if deep { Dense(7) }
      }
    }
    #expect(model(deep: true).layers.map(\.name) == ["dense", "dense_1", "dense_2", "dense_3"])
    #expect(model(deep: true).outputShape == [7])
    #expect(model(deep: false).layers.map(\.name) == ["dense", "dense_1", "dropout"])
  }

  @Test("A batch of any size keeps its rows apart", arguments: [1, 2, 7])
  func rows(count: Int) {
    let weights = Self.model.initialWeights(seed: 3)
    let input = Tensor.random([count, 6], seed: 1)
    let output = Self.model(input, in: ForwardPass(weights: weights))
    #expect(output.shape == [count, 3])
    for row in 0..<count {
      let alone = Self.model(
        input.slice(from: row * 6, shape: [1, 6]), in: ForwardPass(weights: weights))
      let together = Array(output.values[row * 3..<row * 3 + 3])
      #expect(zip(alone.values, together).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test("Dropout drops in training only, by the address of the pass")
  func dropoutMode() {
    let model = Sequential(input: [200]) { Dropout(0.5) }
    let weights = model.initialWeights(seed: 0)
    let ones = Tensor(repeating: 1, shape: [3, 200])
    func output(training: Bool, seed: UInt64 = 1, _ address: StepAddress = StepAddress()) -> Tensor
    {
      model(
        ones,
        in: ForwardPass(weights: weights, training: training, seed: seed, address: address))
    }
    #expect(output(training: false).isIdentical(to: ones))
    let first = output(training: true)
    #expect(Set(first.values) == [0, 2])
    #expect(first.isIdentical(to: output(training: true)))
    for other in [
      output(training: true, seed: 2), output(training: true, StepAddress(epoch: 1)),
      output(training: true, StepAddress(step: 1)),
      output(training: true, StepAddress(firstExample: 3)),
      output(training: true, StepAddress(phase: 1)), output(training: true, StepAddress(stage: 1)),
    ] {
      #expect(!first.isIdentical(to: other))
    }
    let expected = dropout(
      ones, rate: 0.5, stream: RandomStream(seed: 1, path: "dropout"), at: StepAddress())
    #expect(first.isIdentical(to: expected))
  }

  @Test("A layer called again within a step draws again, in the same pass or another")
  func secondCall() {
    let model = Sequential(input: [200]) { Dropout(0.5) }
    let weights = model.initialWeights(seed: 0)
    let ones = Tensor(repeating: 1, shape: [1, 200])
    let pass = ForwardPass(weights: weights, training: true, seed: 1)
    let (first, second) = (model(ones, in: pass), model(ones, in: pass))
    #expect(!first.isIdentical(to: second))
    let state = ShardState(weights)
    for expected in [first, second] {
      let next = ForwardPass(weights: weights, training: true, seed: 1, state: state)
      #expect(model(ones, in: next).isIdentical(to: expected))
    }
    let again = ForwardPass(weights: weights, training: true, seed: 1)
    #expect(model(ones, in: again).isIdentical(to: first))
  }

  @Test("A layer that is not trainable is neither differentiated nor updated")
  func fixedLayer() {
    let model = Sequential(input: [4]) {
      Dense(3, activation: .relu, isTrainable: false)
      Dense(2, activation: .softmax)
    }
    #expect(model.layout.variables.map(\.name).first == "dense_1/kernel")
    #expect((model.layout.trainableCount, model.layout.weightCount) == (8, 23))
    let weights = model.initialWeights(seed: 1)
    let pass = ForwardPass(weights: weights, training: true, tape: GradientTape())
    let losses = sparseCategoricalCrossEntropy(
      predicted: model(.random([5, 4], seed: 2), in: pass),
      expected: .randomLabels(5, classes: 2, seed: 3))
    let gradients = pass.gradients(of: mean(losses))
    #expect(gradients.values.shape == [8])
    #expect(gradients[0].shape == [3, 2] && gradients[1].shape == [2])

    var state = OptimizerState(RMSprop(), for: model.layout)
    #expect(state.snapshot.map(\.values.count) == [8])
    let (updated, isFinite) = state.applying(
      BlockwiseSum(of: [gradients.values], inOrder: []), to: weights, using: .serial)
    #expect(isFinite)
    for (index, variable) in model.layout.variables.enumerated() {
      #expect(updated[index].isIdentical(to: weights[index]) == !variable.isTrainable)
    }
  }

  @Test("Gradients are found by position and by variable")
  func gradientAccess() {
    let layout = Self.model.layout
    let flat = Tensor((0..<layout.trainableCount).map { Float($0) })
    let gradients = Gradients(layout: layout, values: flat)
    #expect(gradients[layout.variables[1]].values == [30, 31, 32, 33, 34])
    #expect(gradients[1].isIdentical(to: gradients[layout.variables[1]]))
  }

  @Test("The gradients of a pass agree with central differences in every weight")
  func gradientsOfPass() {
    let model = Sequential(input: [4]) {
      Dense(5)
      Dropout(0.3)
      Dense(3, activation: .softmax)
    }
    let weights = model.initialWeights(seed: 7)
    let input = Tensor.random([6, 4], seed: 1)
    let labels = IntegerTensor<UInt8>.randomLabels(6, classes: 3, seed: 2)
    func loss(_ values: Tensor, _ tape: GradientTape?) -> (Tensor, ForwardPass) {
      let pass = ForwardPass(
        weights: Weights(layout: model.layout, values: values), training: true, tape: tape,
        seed: 1, address: StepAddress(epoch: 1, step: 2, firstExample: 3))
      let losses = SparseCategoricalCrossentropy()(
        predicted: model(input, in: pass), expected: labels)
      return (mean(losses), pass)
    }
    let (taped, pass) = loss(weights.values, GradientTape())
    let gradients = pass.gradients(of: taped, scaledBy: 2).values.values
    for index in 0..<weights.values.count {
      let value = weights.values.values[index]
      let above = loss(weights.values.replacing(index, with: value + 1 / 32), nil).0.scalar
      let below = loss(weights.values.replacing(index, with: value - 1 / 32), nil).0.scalar
      #expect(abs(gradients[index] - 2 * (above - below) * 16) < 2e-3)
    }
  }
}
