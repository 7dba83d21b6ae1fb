import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Steps of a whole model in Keras", .computing)
struct KerasTrainingTests {
  private static let model = Sequential {
    Dense(5, activation: .relu)
    Dense(3, activation: .softmax)
  }
  private static let layers = LayerTree(of: model, input: [6])
  private static let names = ["dense1/kernel", "dense1/bias", "dense2/kernel", "dense2/bias"]

  private static func flat(_ values: (String) -> Tensor, _ prefix: String) -> Tensor {
    Tensor(names.flatMap { values("\(prefix)/\($0)").values })
  }

  /// Loss, gradients and the next weights of a step.
  private static func step(
    _ example: KerasFixture.Case, from weights: Weights, _ state: inout OptimizerState
  ) -> (probabilities: Tensor, loss: Tensor, gradients: Tensor, weights: Weights) {
    let tape = Step(of: layers, weights: weights).tape()
    let probabilities = model(example.input("x"), training: true, on: tape)
    let losses = SparseCategoricalCrossentropy()(
      predicted: probabilities, expected: example.inputs["labels"]!.labels)
    let gradients = tape.gradients(of: losses)
    let updated = state.applying(
      BlockwiseSum(of: [gradients.values], inOrder: []), to: weights, using: .serial)
    return (probabilities, mean(losses), gradients.values, updated.weights)
  }

  @Test("have the same probabilities, loss, gradients, weights and velocities, step after step")
  func steps() throws {
    let cases = try KerasFixture.cases(of: "model")
    #expect(cases.count == 5)
    var weights = Weights(
      layout: Self.layers.layout, values: Self.flat(cases[0].input, "weights"))
    var state = OptimizerState(RMSprop(), for: Self.layers.layout)
    for example in cases {
      #expect(weights.values.isNear(Self.flat(example.input, "weights"), within: 5e-6))
      let result = Self.step(example, from: weights, &state)
      #expect(result.probabilities.isNear(example.output("probabilities"), within: 1e-5))
      #expect(result.loss.isNear(example.output("loss"), within: 1e-5))
      #expect(result.gradients.isNear(Self.flat(example.output, "gradient"), within: 1e-5))
      #expect(
        state.snapshot[0].values.isNear(Self.flat(example.output, "velocity"), within: 1e-5))
      #expect(result.weights.values.isNear(Self.flat(example.output, "weights"), within: 5e-6))
      weights = result.weights
    }
  }
}
