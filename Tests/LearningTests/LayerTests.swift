import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Layers and models", .computing)
struct LayerTests {
  private static let model = Sequential {
    Dense(5, activation: .relu)
    Dropout(0.5)
    Dense(4)
    Dropout(0.25)
    Dense(3, activation: .softmax)
  }
  private static let layers = LayerTree(of: model, input: [6])

  @Test("A model names layers and variables as Keras does")
  func names() {
    let (summary, layout) = (Self.layers.summary, Self.layers.layout)
    #expect(
      summary.rows.map(\.path) == [
        "", "dense", "dropout", "dense_1", "dropout_1", "dense_2",
      ])
    #expect(
      layout.variables.map(\.name) == [
        "dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias", "dense_2/kernel",
        "dense_2/bias",
      ])
    #expect(layout.variables.map(\.shape) == [[6, 5], [5], [5, 4], [4], [4, 3], [3]])
    #expect(summary.rows.map(\.outputShape) == [[3], [5], [5], [4], [4], [3]])
    #expect(layout.weightCount == 35 + 24 + 15)
  }

  @Test("A summary is a table of paths, output shapes and counts")
  func summary() {
    let model = Sequential {
      Dense(4, activation: .relu)
      BatchNormalization()
      Dense(2, isTrainable: false)
    }
    #expect(
      "\(model.summary(input: [3]))" == """
        Layer (type)                                Output shape  Weights
        ─────────────────────────────────────────────────────────────────
        model (Sequential)                          [2]                 0
          dense (Dense)                             [4]                16
          batch_normalization (BatchNormalization)  [4]                16
          dense_1 (Dense) frozen                    [2]                10
        ─────────────────────────────────────────────────────────────────
        42 weights: 24 trainable, 8 state, 10 frozen
        """)
  }

  @Test("A model's layers may come from loops, conditions and arrays")
  func builder() {
    func paths(deep: Bool) -> [String] {
      let model = Sequential {
        for units in [4, 5] { Dense(units) }
        if deep { Dense(6) } else { Dropout(0.5) }
        if deep { Dense(7) }
      }
      return model.summary(input: [3]).rows.dropFirst().map(\.path)
    }
    #expect(paths(deep: true) == ["dense", "dense_1", "dense_2", "dense_3"])
    #expect(paths(deep: false) == ["dense", "dense_1", "dropout"])
    #expect(Sequential([Dense(10)]).summary(input: [3]).trainableCount == 40)
  }

  @Test("A batch of any size keeps its rows apart", arguments: [1, 2, 7])
  func rows(count: Int) {
    let step = Step(of: Self.layers, weights: Self.layers.initialWeights(seed: 3))
    let input = Tensor.random([count, 6], seed: 1)
    let output = Self.model(input, training: false, in: step)
    #expect(output.shape == [count, 3])
    for row in 0..<count {
      let alone = Self.model(
        input.slice(from: row * 6, shape: [1, 6]), training: false, in: step)
      let together = Array(output.values[row * 3..<row * 3 + 3])
      #expect(zip(alone.values, together).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test("Dropout drops in training only, by the address of the step")
  func dropoutMode() {
    let model = Sequential { Dropout(0.5) }
    let layers = LayerTree(of: model, input: [200])
    let ones = Tensor(repeating: 1, shape: [3, 200])
    func output(training: Bool, seed: UInt64 = 1, _ address: StepAddress = StepAddress()) -> Tensor
    {
      let step = Step(
        of: layers, weights: layers.initialWeights(seed: 0), seed: seed, address: address)
      return model(ones, training: training, in: step)
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

  @Test("A layer called again within a step draws again, whether or not it is on a tape")
  func secondCall() {
    let model = Sequential { Dropout(0.5) }
    let layers = LayerTree(of: model, input: [200])
    let ones = Tensor(repeating: 1, shape: [1, 200])
    func step() -> Step {
      Step(of: layers, weights: layers.initialWeights(seed: 0), seed: 1)
    }
    let one = step()
    let (first, second) = (
      model(ones, training: true, in: one), model(ones, training: true, on: one.tape())
    )
    #expect(!first.isIdentical(to: second))
    let again = step()
    for expected in [first, second] {
      #expect(model(ones, training: true, in: again).isIdentical(to: expected))
    }
  }

  @Test("A layer that is not trainable is neither differentiated nor updated")
  func fixedLayer() {
    let model = Sequential {
      Dense(3, activation: .relu, isTrainable: false)
      Dense(2, activation: .softmax)
    }
    let layers = LayerTree(of: model, input: [4])
    let layout = layers.layout
    #expect(layout.variables.map(\.name).first == "dense_1/kernel")
    #expect((layout.trainableCount, layout.weightCount) == (8, 23))
    let weights = layers.initialWeights(seed: 1)
    let tape = Step(of: layers, weights: weights).tape()
    let losses = sparseCategoricalCrossEntropy(
      predicted: model(.random([5, 4], seed: 2), training: true, on: tape),
      expected: .randomLabels(5, classes: 2, seed: 3))
    let gradients = tape.gradients(of: losses, for: model.trainableVariables)
    #expect(gradients.values.shape == [8])
    #expect(gradients[0].shape == [3, 2] && gradients[1].shape == [2])

    var state = OptimizerState(RMSprop(), for: layout)
    #expect(state.snapshot.map(\.values.count) == [8])
    let (updated, isFinite) = state.applying(
      BlockwiseSum(of: [gradients.values], inOrder: []), to: weights, using: .serial)
    #expect(isFinite)
    for (index, variable) in layout.variables.enumerated() {
      #expect(updated[index].isIdentical(to: weights[index]) == !variable.isTrainable)
    }
  }

  @Test("Gradients are found by position and by variable")
  func gradientAccess() {
    let layout = Self.layers.layout
    let flat = Tensor((0..<layout.trainableCount).map { Float($0) })
    let gradients = Gradients(layout: layout, values: flat)
    #expect(gradients[layout.variables[1]].values == [30, 31, 32, 33, 34])
    #expect(gradients[1].isIdentical(to: gradients[layout.variables[1]]))
  }

  @Test("The gradients of a step agree with central differences in every weight")
  func gradientsOfStep() {
    let model = Sequential {
      Dense(5)
      Dropout(0.3)
      Dense(3, activation: .softmax)
    }
    let layers = LayerTree(of: model, input: [4])
    let weights = layers.initialWeights(seed: 7)
    let input = Tensor.random([6, 4], seed: 1)
    let labels = IntegerTensor<UInt8>.randomLabels(6, classes: 3, seed: 2)
    func losses(_ values: Tensor) -> (losses: Tensor, tape: StepTape) {
      let step = Step(
        of: layers, weights: Weights(layout: layers.layout, values: values), seed: 1,
        address: StepAddress(epoch: 1, step: 2, firstExample: 3), share: 2)
      let tape = step.tape()
      let losses = SparseCategoricalCrossentropy()(
        predicted: model(input, training: true, on: tape), expected: labels)
      return (losses, tape)
    }
    let taped = losses(weights.values)
    let gradients = taped.tape.gradients(of: taped.losses).values.values
    for index in 0..<weights.values.count {
      let value = weights.values.values[index]
      let above = mean(losses(weights.values.replacing(index, with: value + 1 / 32)).losses).scalar
      let below = mean(losses(weights.values.replacing(index, with: value - 1 / 32)).losses).scalar
      #expect(abs(gradients[index] - 2 * (above - below) * 16) < 2e-3)
    }
  }

  @Test("The gradient of a sum is that of the mean times the number of losses")
  func sumReduction() {
    let weights = Self.layers.initialWeights(seed: 1)
    func gradients(_ reduction: Reduction, share: Float) -> [Float] {
      let tape = Step(of: Self.layers, weights: weights, share: share).tape()
      let losses = Self.model(.random([4, 6], seed: 3), training: false, on: tape)
      return tape.gradients(of: losses * losses, reduction: reduction).values.values
    }
    let (mean, sum) = (gradients(.mean, share: 0.5), gradients(.sum, share: 0.5))
    #expect(mean.contains { $0 != 0 })
    for (one, other) in zip(mean, sum) { #expect(abs(one * 24 - other) <= 1e-4 * abs(other)) }
  }
}
