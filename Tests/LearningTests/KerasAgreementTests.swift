import Learning
import TensorCore
import TestSupport
import Testing

@Suite("What Keras computes", .computing)
struct KerasAgreementTests {
  @Test("Matrix products, whichever operand is transposed")
  func products() throws {
    let cases = try KerasFixture.cases(of: "products")
    #expect(cases.count >= 20)
    for example in cases {
      let expected = example.output("product")
      let place = MutableTensor(shape: expected.shape)
      multiply(
        example.input("left"), example.input("right"),
        transposingLeft: example.settings["transposesLeft"] == 1,
        transposingRight: example.settings["transposesRight"] == 1, into: place, using: .serial)
      #expect(place.frozen.isNear(expected, within: 2e-6), "\(example.name)")
    }
  }

  @Test("Activations and their gradients")
  func activations() throws {
    let cases = try KerasFixture.cases(of: "activations")
    #expect(cases.count >= 8)
    for example in cases {
      let tape = GradientTape()
      let x = tape.watch(example.input("x"))
      let y = example.name.hasPrefix("relu") ? relu(x) : softmax(x)
      let gradient = tape.gradients(of: y * example.input("upstream"), withRespectTo: [x])[0]
      #expect(y.isNear(example.output("y"), within: 1e-6), "\(example.name)")
      #expect(gradient.isNear(example.output("gradient"), within: 2e-6), "\(example.name)")
    }
  }

  @Test("Dense layers and the gradients of input, kernel and bias")
  func denseLayers() throws {
    let cases = try KerasFixture.cases(of: "dense")
    #expect(cases.count >= 9)
    for example in cases {
      let activation = try #require(
        [Activation.linear, .relu, .softmax].first { example.name.hasPrefix($0.name) })
      let tape = GradientTape()
      let (x, kernel) = (tape.watch(example.input("x")), tape.watch(example.input("kernel")))
      let bias = tape.watch(example.input("bias"))
      let y = dense(x, kernel: kernel, bias: bias, activation: activation)
      let gradients = tape.gradients(
        of: y * example.input("upstream"), withRespectTo: [x, kernel, bias])
      #expect(y.isNear(example.output("y"), within: 2e-6), "\(example.name)")
      for (gradient, name) in zip(gradients, ["xGradient", "kernelGradient", "biasGradient"]) {
        #expect(gradient.isNear(example.output(name), within: 5e-6), "\(name), \(example.name)")
      }
    }
  }

  @Test("Cross-entropy of probabilities, of logits, and behind a softmax layer")
  func losses() throws {
    let cases = try KerasFixture.cases(of: "losses")
    #expect(cases.count >= 8)
    for example in cases {
      let kind = example.settings["fromLogits"]
      let tape = GradientTape()
      let scores = tape.watch(example.input("scores"))
      let labels = try #require(example.inputs["labels"]).labels
      let losses = SparseCategoricalCrossentropy(fromLogits: kind == 1)(
        predicted: kind == 2 ? softmax(scores) : scores, expected: labels)
      let gradient = tape.gradients(of: mean(losses), withRespectTo: [scores])[0]
      #expect(losses.isNear(example.output("losses"), within: 2e-6), "\(example.name)")
      #expect(mean(losses).isNear(example.output("mean"), within: 2e-6), "\(example.name)")
      #expect(gradient.isNear(example.output("gradient"), within: 2e-6), "\(example.name)")
    }
  }

  @Test("RMSprop, with its velocities, step by step")
  func rmsprop() throws {
    let cases = try KerasFixture.cases(of: "rmsprop")
    #expect(cases.count >= 2)
    for example in cases {
      let settings = try #require(
        example.settings["learningRate"].flatMap { rate in
          example.settings["rho"].flatMap { rho in
            example.settings["epsilon"].map { (Float(rate), Float(rho), Float($0)) }
          }
        })
      let start = example.input("start")
      let layout = WeightLayout([Variable(name: "x", shape: start.shape, initializer: .zeros)])
      var weights = Weights(layout: layout, values: start)
      var state = OptimizerState(
        RMSprop(learningRate: settings.0, rho: settings.1, epsilon: settings.2), for: layout)
      let gradients = example.input("gradients")
      let (steps, count) = (gradients.shape[0], gradients.shape[1])
      for step in 0..<steps {
        func row(_ tensor: Tensor) -> Tensor { tensor.slice(from: step * count, shape: [count]) }
        let isFinite: Bool
        (weights, isFinite) = state.applying(
          BlockwiseSum(of: [row(gradients)], inOrder: []), to: weights, using: .serial)
        #expect(isFinite)
        #expect(weights.values.isNear(row(example.output("weights")), within: 1e-6))
        // Velocities of tiny gradients are far below 1, so they are compared relatively.
        for (value, expected) in zip(
          state.snapshot[0].values.values, row(example.output("velocity")).values)
        {
          #expect(abs(value - expected) <= 1e-6 * abs(expected) + 1e-20)
        }
      }
    }
  }

  @Test("RMSprop with its defaults")
  func rmspropDefaults() throws {
    let example = try #require(try KerasFixture.cases(of: "rmsprop").first)
    let defaults = RMSprop()
    #expect(
      defaults.learningRate.learningRate(at: 0) == example.settings["learningRate"])
    #expect(defaults.rho == Float(try #require(example.settings["rho"])))
    #expect(defaults.epsilon == Float(try #require(example.settings["epsilon"])))
  }

  @Test("Dropout's scale and Glorot's limits")
  func conventions() throws {
    for example in try KerasFixture.cases(of: "conventions") {
      if let rate = example.settings["rate"] {
        let dropped = dropout(
          Tensor(repeating: 1, shape: [8, 64]), rate: Float(rate),
          stream: RandomStream(seed: 1, path: "dropout"), at: StepAddress())
        let kept = dropped.values.filter { $0 != 0 }
        let scale = example.output("scale").scalar
        #expect(!kept.isEmpty && kept.allSatisfy { abs($0 - scale) <= 1e-6 * scale })
      } else {
        let shape = Shape(
          rows: Int(try #require(example.settings["fanIn"])),
          columns: Int(try #require(example.settings["fanOut"])))
        let limit = VarianceScaling(mode: .fanAverage).extent(for: shape)
        #expect(limit == example.output("limit").scalar)
      }
    }
  }
}
