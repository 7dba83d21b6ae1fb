import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Updates", .computing)
struct OptimizerTests {
  private static let layout = WeightLayout([
    Variable(name: "a", shape: [90, 100], initializer: .uniform(low: -1, high: 1)),
    Variable(name: "fixed", shape: [7], initializer: .ones, isTrainable: false),
    Variable(name: "b", shape: [33], initializer: .uniform(low: -1, high: 1)),
  ])

  @Test("have the same bits on any number of threads, summed and kept", arguments: [1, 2, 3, 8])
  func threads(count: Int) {
    func run(_ team: ThreadTeam) -> (weights: Weights, velocity: Tensor, sum: Tensor) {
      var state = OptimizerState(RMSprop(), for: Self.layout)
      var weights = Weights(initializing: Self.layout, seed: 1)
      let sum = MutableTensor(shape: [Self.layout.trainableCount])
      for step in 0..<3 {
        let terms = (0..<3).map {
          Tensor.random([Self.layout.trainableCount], seed: UInt64(step * 3 + $0))
        }
        weights =
          state.applying(
            BlockwiseSum(of: terms, inOrder: [(0, 1), (0, 2)]), to: weights, using: team,
            keepingSumIn: sum
          ).weights
      }
      return (weights, state.snapshot[0].values, sum.frozen)
    }
    let (alone, shared) = (run(.serial), run(ThreadTeam(threads: count)))
    #expect(alone.weights.values.isIdentical(to: shared.weights.values))
    #expect(alone.velocity.isIdentical(to: shared.velocity))
    #expect(alone.sum.isIdentical(to: shared.sum))
    let terms = (6..<9).map { Tensor.random([Self.layout.trainableCount], seed: $0).values }
    let expected = zip(zip(terms[0], terms[1]).map(+), terms[2]).map(+)
    #expect(alone.sum.values == expected)
  }

  @Test("leave the weights they started from as they were")
  func immutable() {
    var state = OptimizerState(RMSprop(), for: Self.layout)
    let weights = Weights(initializing: Self.layout, seed: 1)
    let before = weights.values.values
    let gradient = Tensor(repeating: 1, shape: [Self.layout.trainableCount])
    let (updated, _) = state.applying(
      BlockwiseSum(of: [gradient], inOrder: []), to: weights, using: .serial)
    #expect(weights.values.values == before)
    #expect(zip(updated.values.values, before).prefix(9_033).allSatisfy { $0 < $1 })
    #expect(Array(updated.values.values.suffix(7)) == Array(repeating: 1, count: 7))
  }

  @Test("write over weights that nobody else has, to the same bits, in the same memory")
  func inPlace() {
    func run(isShared: Bool) -> [Float] {
      var state = OptimizerState(RMSprop(), for: Self.layout)
      var weights = Weights(initializing: Self.layout, seed: 1)
      for seed in 0..<3 {
        let other = isShared ? weights : nil
        let address = weights.values.withElements { $0.baseAddress }
        let gradient = Tensor.random([Self.layout.trainableCount], seed: UInt64(seed))
        let isFinite = state.apply(
          BlockwiseSum(of: [gradient], inOrder: []), to: &weights, using: .serial)
        #expect(isFinite)
        #expect((weights.values.withElements { $0.baseAddress } == address) == !isShared)
        withExtendedLifetime(other) {}
      }
      return weights.values.values
    }
    #expect(run(isShared: false) == run(isShared: true))
  }

  @Test(
    "tell when a gradient is not finite, wherever it stands",
    arguments: [0, 4_095, 4_096, 9_032], [Float.nan, .infinity, -.infinity])
  func notFinite(index: Int, fault: Float) {
    var state = OptimizerState(RMSprop(), for: Self.layout)
    let gradient = Tensor.zeros([Self.layout.trainableCount]).replacing(index, with: fault)
    let result = state.applying(
      BlockwiseSum(of: [gradient], inOrder: []),
      to: Weights(initializing: Self.layout, seed: 1), using: ThreadTeam(threads: 2))
    #expect(!result.isFinite)
  }

  @Test("of a snapshot stay as they were when the optimizer goes on")
  func snapshot() {
    var state = OptimizerState(RMSprop(), for: Self.layout)
    let weights = Weights(initializing: Self.layout, seed: 1)
    let before = state.snapshot
    #expect(before.map(\.name) == ["velocity"])
    _ = state.applying(
      BlockwiseSum(of: [Tensor(repeating: 2, shape: [9_033])], inOrder: []), to: weights,
      using: .serial)
    #expect(before[0].values.values.allSatisfy { $0 == 0 })
    #expect(state.snapshot[0].values.values.allSatisfy { abs($0 - 0.4) < 1e-6 })
  }
}
