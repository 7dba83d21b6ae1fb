import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Ten steps of an optimizer in Keras", .computing)
struct OptimizerAgreementTests {
  private static func optimizer(_ kind: String, _ example: KerasCases.Case) throws -> any Optimizer
  {
    func float(_ name: String, _ value: Double) -> Float {
      Float(example.setting(name, default: value))
    }
    func flag(_ name: String) -> Bool { example.setting(name, default: 0) == 1 }
    let betas = (
      example.setting("beta_1", default: 0.9), example.setting("beta_2", default: 0.999)
    )
    let epsilon = example.setting("epsilon", default: 1e-7)
    switch kind {
    case "SGD":
      return SGD(
        learningRate: example.setting("learning_rate", default: 0.01),
        momentum: float("momentum", 0), nesterov: flag("nesterov"))
    case "RMSprop":
      return RMSprop(
        learningRate: example.setting("learning_rate", default: 1e-3), rho: float("rho", 0.9),
        momentum: float("momentum", 0), epsilon: Float(epsilon), centered: flag("centered"))
    case "Adam":
      return Adam(
        learningRate: example.setting("learning_rate", default: 1e-3), beta1: betas.0,
        beta2: betas.1, epsilon: epsilon)
    default:
      try #require(kind == "AdamW")
      return AdamW(
        learningRate: example.setting("learning_rate", default: 1e-3),
        weightDecay: float("weight_decay", 0.004), beta1: betas.0, beta2: betas.1,
        epsilon: epsilon)
    }
  }

  private static let slotNames = [
    "momentums": "momentum", "velocities": "velocity", "average_gradients": "average_gradient",
  ]

  @Test("has the same weights and slots", arguments: ["SGD", "RMSprop", "Adam", "AdamW"])
  func steps(kind: String) throws {
    let fixture = try KerasCases("optimizers")
    let cases = try #require(fixture.cases[kind])
    #expect(cases.count == 100 && cases[0].settings.isEmpty, "the first has the defaults")
    for example in cases {
      var numbers = CaseNumbers(case: example.number)
      let count = 1 + numbers.below(8)
      let scale = [1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3][numbers.below(7)]
      let start = numbers.uniform(count, -1, 1)
      let layout = WeightLayout([Variable(name: "x", shape: Shape([count]), initializer: .zeros)])
      var weights = Weights(layout: layout, values: Tensor(start))
      var state = OptimizerState(try Self.optimizer(kind, example), for: layout)
      let expected = try #require(fixture.output("weights", of: example))
      for step in 0..<10 {
        var gradient = numbers.uniform(count, -scale, scale)
        for element in 0..<count where numbers.below(8) == 0 { gradient[element] = 0 }
        weights =
          state.applying(
            BlockwiseSum(of: [Tensor(gradient)], inOrder: []), to: weights, using: .serial
          ).weights
        let error = relativeError(
          weights.values.values, Array(expected[step * count..<(step + 1) * count]))
        #expect(error <= 1e-6, "case \(example.number), step \(step): \(example.settings)")
      }
      #expect(state.stepCounts == [10])
      var slots = 0
      for (theirs, ours) in Self.slotNames {
        guard let expected = fixture.output(theirs, of: example) else { continue }
        let slot = try #require(state.snapshot.first { $0.name == ours }).values.values
        // What adds up terms of both signs may be small beside them, and no more exact than they are.
        let term =
          ours == "average_gradient"
          ? Float(0.1 * scale) : Float(example.setting("learning_rate", default: 0))
        let error = relativeError(
          slot + [ours == "velocity" ? 0 : term], expected + [ours == "velocity" ? 0 : term])
        #expect(error <= 1e-6, "\(ours) of case \(example.number): \(example.settings)")
        slots += 1
      }
      #expect(slots == state.snapshot.count)
    }
  }
}
