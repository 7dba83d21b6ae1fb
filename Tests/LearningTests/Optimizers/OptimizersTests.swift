import Learning
import TensorCore
import TestSupport
import Testing

/// Moves every weight that it is given, gradient or not.
private struct Mover: Optimizer {
  var variables: VariableSelection = .all
  let learningRate: any LearningRateSchedule = 1.0
  let slotNames = ["moves"]

  func update(_ block: borrowing UpdateBlock, at step: UpdateStep) {
    block.withSpans { weights, gradient, moves in
      for index in gradient.indices {
        weights[index] += 1
        moves[index] += 1
      }
    }
  }
}

@Suite("The optimizers of a program", .computing)
struct OptimizersTests {
  private static let declared = [
    Variable(name: "critic/kernel", shape: [300], initializer: .uniform(low: -1, high: 1)),
    Variable(name: "mean", shape: [4], initializer: .zeros, role: .state(.sum)),
    Variable(name: "generator/kernel", shape: [90, 100], initializer: .uniform(low: -1, high: 1)),
    Variable(name: "critic/bias", shape: [7], initializer: .uniform(low: -1, high: 1)),
    Variable(name: "critic_1/bias", shape: [2], initializer: .ones, isTrainable: false),
  ]
  private static let pair = Optimizers {
    Adam(for: .under("generator"))
    RMSprop(for: .under("critic"))
  }

  private static func message(_ optimizers: Optimizers) -> String? {
    do {
      try optimizers.check(WeightLayout(declared), in: "pair")
    } catch { return error.description }
    return nil
  }

  @Test("put the variables of each side by side, in groups in their order")
  func grouping() throws {
    let layout = Self.pair.grouping(WeightLayout(Self.declared))
    #expect(
      layout.variables.map(\.name) == [
        "generator/kernel", "critic/kernel", "critic/bias", "mean", "critic_1/bias",
      ])
    #expect(layout.groupRanges == [0..<9000, 9216..<9523])
    #expect(Self.message(Self.pair) == nil && Self.message([SGD()]) == nil)
    let alone = WeightLayout(Self.declared)
    #expect(Optimizers(SGD()).grouping(alone) == alone)
  }

  @Test("are for variables by their paths and names")
  func selections() {
    let paths = ["generator", "generator/dense/bias", "generator_1/bias", "bias"]
    func chosen(_ selection: VariableSelection) -> [Bool] { paths.map(selection.contains) }
    #expect(chosen(.all) == [true, true, true, true])
    #expect(chosen(.under("generator")) == [true, true, false, false])
    #expect(chosen(.named("bias")) == [false, true, true, true])
    #expect(
      chosen(.union([.under("generator_1"), .under("bias")])) == [false, false, true, true])
  }

  @Test("claim each trainable variable once, or the first that is not is named")
  func faults() throws {
    let twice = try #require(
      Self.message([Adam(for: .under("generator")), RMSprop(for: .under("critic")), SGD()]))
    #expect(
      twice.contains(
        "two optimizers claim critic/kernel: RMSprop for what is under critic, and SGD for everything"
      ))
    #expect(twice.contains("the variables of pair"))
    let unclaimed = try #require(
      Self.message([Adam(for: .under("generator")), RMSprop(for: .named("bias"))]))
    #expect(
      unclaimed.contains(
        """
        no optimizer claims critic/kernel: there is Adam for what is under generator, RMSprop for \
        what is named bias
        """))
    let spare = try #require(Self.message([SGD(), Adam(for: .under("decoder"))]))
    #expect(
      spare.contains("Adam for what is under decoder has nothing to update among critic/kernel"))
    #expect(Self.message([])?.contains("no optimizer claims") == true)
    #expect(
      Self.message(Optimizers((0..<65).map { _ in SGD() }))?.contains("65 optimizers") == true)
  }

  @Test("come to the bits of each alone, with slots, numbers and rates of their own")
  func independence() throws {
    let layout = Self.pair.grouping(WeightLayout(Self.declared))
    var state = OptimizerState(Self.pair, for: layout)
    var weights = Weights(initializing: layout, seed: 1)
    let parts = [layout.groupRanges[0], layout.groupRanges[1]]
    let layouts = parts.map {
      WeightLayout([Variable(name: "x", shape: [$0.count], initializer: .zeros)])
    }
    var alone = zip(Self.pair.all, layouts).map { OptimizerState($0, for: $1) }
    var single = zip(parts, layouts).map {
      Weights(layout: $1, values: Tensor(Array(weights.values.values[$0])))
    }
    // Which groups each step updates.
    for (step, groups) in [[0, 1], [1], [0], [0, 1], [1]].enumerated() {
      let terms = [0, 1].map { (term: Int) -> Tensor in
        var values = Tensor.random([layout.contributionCount], seed: UInt64(step * 2 + term)).values
        for index in values.indices
        where !parts.contains(where: { $0.contains(index) }) && !(layout.stateRange ~= index) {
          values[index] = 0
        }
        return Tensor(values)
      }
      let isFinite = state.apply(
        BlockwiseSum(of: terms, inOrder: [(0, 1)]),
        LossTotals(form: GradientForm(groups: VariableGroups(groups))), to: &weights,
        using: ThreadTeam(threads: 2))
      #expect(isFinite)
      for group in groups {
        single[group] =
          alone[group].applying(
            BlockwiseSum(
              of: terms.map { Tensor(Array($0.values[parts[group]])) }, inOrder: [(0, 1)]),
            to: single[group], using: .serial
          ).weights
      }
    }
    #expect(state.stepCounts == [3, 4])
    for group in 0..<2 {
      #expect(Array(weights.values.values[parts[group]]) == single[group].values.values)
      let slots = state.snapshot.filter { $0.group == group }
      #expect(slots.map(\.name) == Self.pair.all[group].slotNames)
      for (slot, other) in zip(slots, alone[group].snapshot) {
        #expect(slot.values.isIdentical(to: other.values))
      }
    }
  }

  @Test("leave what lies between the groups alone, and groups that have no gradients")
  func gaps() {
    let optimizers: Optimizers = [
      Mover(variables: .under("generator")), Mover(variables: .under("critic")),
    ]
    let layout = optimizers.grouping(WeightLayout(Self.declared))
    for isShared in [false, true] {
      var state = OptimizerState(optimizers, for: layout)
      var weights = Weights(initializing: layout, seed: 1)
      let before = weights.values.values
      let other = isShared ? weights : nil
      _ = state.apply(
        BlockwiseSum(of: [Tensor.zeros([layout.contributionCount])], inOrder: []),
        LossTotals(form: GradientForm(groups: VariableGroups(1))), to: &weights, using: .serial)
      withExtendedLifetime(other) {}
      let critic = layout.groupRanges[1]
      for index in 0..<layout.count {
        let moved = critic ~= index ? before[index] + 1 : before[index]
        #expect(weights.values.values[index] == moved)
      }
      #expect(state.stepCounts == [0, 1])
      #expect(state.snapshot[0].values.values.allSatisfy { $0 == 0 })
      #expect(state.snapshot[1].values.values.allSatisfy { $0 == 1 })
    }
  }

  @Test("tell outside of which elements an update keeps all bits")
  func changes() {
    let layout = Self.pair.grouping(WeightLayout(Self.declared))
    let state = OptimizerState(Self.pair, for: layout)
    func stored(_ elements: Range<Int>) -> SparseVector {
      SparseVector(
        count: layout.contributionCount,
        runs: [SparseVector.Run(elements: elements, start: 0)],
        in: Tensor.zeros([elements.count]))
    }
    // Adam moves all of its group, RMSprop what has a gradient.
    let one = state.runsChanged(by: [stored(9472..<9523)], in: [VariableGroups(1)])
    #expect(one?.map(\.elements) == [9472..<9523])
    let both = state.runsChanged(by: [stored(9472..<9523), stored(512..<1024)])
    #expect(both?.map(\.elements) == [0..<9000, 9472..<9523])
    #expect(OptimizerState([Adam()], for: WeightLayout(Self.declared)).runsChanged(by: []) == nil)
  }
}
