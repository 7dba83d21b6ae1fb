import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Models of every make", .computing)
struct ModelTests {
  /// A block of one's own, with a model inside and weights beside it.
  private final class Residual: Layer {
    let name: String?
    let inner: Sequential

    init(_ units: Int, named name: String? = nil) {
      self.name = name
      inner = Sequential(named: "inner") { Dense(units, activation: .tanh) }
    }

    func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
      input + inner(input, in: scope) * scope.weight("scale", [], .ones)
    }
  }

  /// Two results of one input.
  private final class Heads: Layer {
    let left = Dense(2, named: "left")
    let right = Dense(3, named: "right")

    func call(_ input: Tensor, in scope: LayerScope) -> (left: Tensor, right: Tensor) {
      (left(input, in: scope), right(input, in: scope))
    }
  }

  @Test("A model of one's own nests others, and its weights have paths")
  func nested() {
    let model = Sequential {
      Dense(4)
      Residual(4)
      Residual(4, named: "last")
    }
    let layers = LayerTree(of: model, input: [3])
    #expect(
      layers.layout.variables.map(\.name) == [
        "dense/kernel", "dense/bias", "residual/inner/dense/kernel", "residual/inner/dense/bias",
        "residual/scale", "last/inner/dense/kernel", "last/inner/dense/bias", "last/scale",
      ])
    #expect(layers.summary.rows.map(\.depth) == [0, 1, 1, 2, 3, 1, 2, 3])
  }

  /// A layer that counts batches and moves its mean on, without gradients.
  private final class CountedCentering: Layer {
    func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
      let channels = Shape(count: x.shape[1])
      let shift = scope.weight("shift", channels, .zeros)
      let mean = scope.state("moving_mean", channels, merge: .weightedMean)
      guard scope.isTraining else { return x - mean.value + shift }
      let batchMean = x.mean(along: 0)
      mean.assign(mean.value * 0.5 + batchMean.detached * 0.5)
      scope.counter("batches").add()
      return x - batchMean + shift
    }
  }

  @Test("A layer of one's own counts batches, and keeps what no gradient trains")
  func counting() {
    let model = CountedCentering()
    let trainer = Trainer(model, input: [2], optimizer: SGD(learningRate: 1))
    #expect(
      trainer.layers.layout.variables.map(\.name) == [
        "counted_centering/shift", "counted_centering/moving_mean",
      ])
    for _ in 0..<2 {
      let tape = trainer.tape()
      let output = model(Tensor([1, 2, 3, 6], shape: [2, 2]), training: true, on: tape)
      #expect(output.values == [-1, -2, 1, 2])
      trainer.apply(tape.gradients(of: output * 0, for: model.trainableVariables))
    }
    #expect(trainer.weights.counters == [2])
    #expect(trainer.weights[1].values == [1.5, 3])
    let inference = trainer.predict(Tensor([1, 2], shape: [1, 2]), by: model)
    #expect(inference.values == [-0.5, -1])
  }

  @Test("Two models of a program are told apart by their names")
  func several() {
    let encoder = Sequential(named: "encoder") { Dense(2) }
    let decoder = Sequential { Dense(3) }
    let heads = Heads()
    let layers = LayerTree.declaring { step in
      let tape = step.tape()
      let code = encoder(Tensor.zeros([2, 3]), training: true, on: tape)
      _ = heads(decoder(code, training: true, on: tape), training: true, on: tape)
    }
    #expect(
      layers.layout.variables.map(\.name) == [
        "encoder/dense/kernel", "encoder/dense/bias", "sequential/dense/kernel",
        "sequential/dense/bias", "heads/left/kernel", "heads/left/bias", "heads/right/kernel",
        "heads/right/bias",
      ])
  }

  @Test("A functional model has branches, shared layers, several inputs and outputs")
  func functional() {
    let (first, second) = (Symbol.input([3]), Symbol.input([3]))
    let shared = Dense(4, activation: .relu)
    let (a, b) = (shared(first), shared(second))
    let sum = Add()([a, b])
    let both = Concatenate()([sum, a])
    let model = Functional(inputs: [first, second], outputs: [Dense(2)(both), sum])
    let (x, y) = (Tensor.random([5, 3], seed: 1), Tensor.random([5, 3], seed: 2))
    let layers = LayerTree.declaring { step in
      _ = model([.zeros([2, 3]), .zeros([2, 3])], training: true, on: step.tape())
    }
    #expect(
      layers.layout.variables.map { "\($0.name)\($0.shape)" } == [
        "dense/kernel[3, 4]", "dense/bias[4]", "dense_1/kernel[8, 2]", "dense_1/bias[2]",
      ])
    let weights = layers.initialWeights(seed: 1)
    let outputs = model([x, y], training: false, in: Step(of: layers, weights: weights))
    func hidden(_ input: Tensor) -> Tensor {
      dense(input, kernel: weights[0], bias: weights[1], activation: .relu)
    }
    let expected = hidden(x) + hidden(y)
    #expect(outputs[1].isIdentical(to: expected))
    let last = dense(
      concatenate([expected, hidden(x)], along: 1), kernel: weights[2], bias: weights[3])
    #expect(outputs[0].isIdentical(to: last))
  }

  @Test("A symbol that two branches use is computed once")
  func computedOnce() {
    let input = Symbol.input([200])
    let noisy = Dropout(0.5)(input)
    let model = Functional(input: input, output: Add()([noisy, noisy]))
    let layers = LayerTree(of: model, input: [200])
    let step = Step(of: layers, weights: layers.initialWeights(seed: 0), seed: 1)
    let output = model(Tensor(repeating: 1, shape: [1, 200]), training: true, in: step)
    #expect(Set(output.values) == [0, 4])
  }

  @Test("A frozen model's weights are found and left alone, whatever its layers say")
  func frozenModel() {
    let model = Sequential {
      Sequential(named: "body", isTrainable: false) {
        Dense(4)
        BatchNormalization()
      }
      Dense(2)
    }
    let layers = LayerTree(of: model, input: [3])
    #expect(
      layers.layout.trainableVariables.map(\.name) == ["dense/kernel", "dense/bias"])
    let weights = layers.initialWeights(seed: 1)
    let tape = Step(of: layers, weights: weights).tape()
    let input = Tensor.random([5, 3], seed: 2)
    let training = model(input, training: true, on: tape)
    let inference = model(
      input, training: false, in: Step(of: layers, weights: weights))
    #expect(training.isIdentical(to: inference))
    #expect(tape.gradients(of: training).values.shape == [10])
  }

  @Test("Shapes are changed by the layers that are there for it")
  func shapes() {
    let model = Sequential {
      Reshape([2, 3])
      Flatten()
      ActivationLayer(.leakyRelu(slope: 0.1))
    }
    let summary = model.summary(input: [6])
    #expect(summary.rows.dropFirst().map(\.path) == ["reshape", "flatten", "activation"])
    #expect(summary.rows.dropFirst().map(\.outputShape) == [[2, 3], [6], [6]])
  }

  @Test(
    "Weights on an inner tape are on the outer one too, and cost nothing where they are not wanted")
  func nestedTapes() {
    let model = Sequential {
      Dense(4, activation: .tanh)
      Dense(1)
    }
    let layers = LayerTree(of: model, input: [3])
    let weights = layers.initialWeights(seed: 5)
    let input = Tensor.random([4, 3], seed: 6)
    // The squared norm of the gradient by the input, which WGAN-GP is made of.
    func penalty(_ values: Tensor) -> (penalty: Tensor, tape: StepTape) {
      let step = Step(of: layers, weights: Weights(layout: layers.layout, values: values))
      let outer = step.tape()
      let inner = step.tape(inside: outer)
      let x = inner.watch(input)
      let slope = inner.gradient(of: model(x, training: true, on: inner), withRespectTo: x)
      return ((slope * slope).sum(along: 1), outer)
    }
    let taped = penalty(weights.values)
    // The last bias has no influence on it.
    let values = taped.tape.gradients(
      of: taped.penalty, reduction: .sum, unconnected: .zero
    ).values.values
    #expect(values.last == 0)
    for index in [0, 5, 11, 13, 17] {
      let value = weights.values.values[index]
      let above = sum(penalty(weights.values.replacing(index, with: value + 1 / 64)).penalty).scalar
      let below = sum(penalty(weights.values.replacing(index, with: value - 1 / 64)).penalty).scalar
      #expect(abs(values[index] - (above - below) * 32) < 2e-3)
    }
  }
}
