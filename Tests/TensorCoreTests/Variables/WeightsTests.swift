import TensorCore
import TestSupport
import Testing

@Suite("Weights", .computing)
struct WeightsTests {
  private static let declared = [
    Variable(name: "a", shape: [2, 3], initializer: .glorotUniform),
    Variable(name: "fixed", shape: [4], initializer: .ones, isTrainable: false),
    Variable(name: "b", shape: [3], initializer: .zeros),
    Variable(name: "other", shape: [], initializer: .uniform(low: 5, high: 6), isTrainable: false),
    Variable(name: "c", shape: [1, 2], initializer: .uniform(low: -3, high: -2)),
  ]

  @Test("lie trainable first, in the order of declaration, each region at a multiple of 256")
  func layout() {
    let layout = WeightLayout(Self.declared)
    #expect(layout.variables.map(\.name) == ["a", "b", "c", "fixed", "other"])
    #expect(layout.ranges == [0..<6, 6..<9, 9..<11, 256..<260, 260..<261])
    #expect((layout.trainableVariableCount, layout.trainableCount) == (3, 11))
    #expect((layout.weightCount, layout.count, layout.contributionCount) == (16, 261, 11))
    #expect(layout.trainableVariables.map(\.name) == ["a", "b", "c"])
    #expect((0..<5).map { layout.index(ofDeclared: $0) } == [0, 3, 1, 4, 2])
    #expect(layout.index(of: Self.declared[4]) == 2)
    #expect(layout.index(of: Variable(name: "z", shape: [1], initializer: .zeros)) == nil)
    #expect(layout.signature == "a[2, 3], b[3], c[1, 2], fixed[4] fixed, other[] fixed")
  }

  @Test("lie by what changes them, and are told apart by it")
  func roles() {
    let declared = [
      Variable(name: "last", shape: [2], initializer: .ones, role: .frozen),
      Variable(name: "mean", shape: [3], initializer: .zeros, role: .state(.weightedMean)),
      Variable(name: "kernel", shape: [300], initializer: .ones),
      Variable(name: "seen", shape: [], initializer: .zeros, role: .state(.sum)),
    ]
    let counters = [Counter(name: "batches")]
    let layout = WeightLayout(declared, counters: counters)
    #expect(layout.variables.map(\.name) == ["kernel", "mean", "seen", "last"])
    #expect(layout.ranges == [0..<300, 512..<515, 515..<516, 768..<770])
    #expect((layout.trainableCount, layout.contributionCount, layout.count) == (300, 516, 770))
    #expect((layout.weightCount, layout.stateRange) == (306, 512..<516))
    // A digest does not tell state from what is frozen.
    #expect(layout.indicesByTrainability == [0, 3, 1, 2])
    #expect(
      layout.signature
        == "kernel[300], mean[3] state by weightedMean, seen[] state by sum, last[2] fixed, "
        + "batches counted by oncePerStep")
    let weights = Weights(initializing: layout, seed: 1)
    #expect(weights.counters == [0])
    for gap in [300..<512, 516..<768] {
      #expect(weights.values.values[gap].allSatisfy { $0.bitPattern == 0 })
    }
    let tensors = declared.indices.map { weights[$0] }
    let again = Weights(layout: layout, tensors: tensors, counters: [7])
    #expect(again.values.isIdentical(to: weights.values) && again.counters == [7])
    #expect(again.adding([-3]).counters == [4])
    #expect(WeightLayout(declared) != layout && !WeightLayout([declared[2]]).hasState)
  }

  @Test("of several groups lie group by group, each at a multiple of 256")
  func groups() {
    let declared = [
      Variable(name: "a", shape: [300], initializer: .uniform(low: 1, high: 2), group: 1),
      Variable(name: "mean", shape: [3], initializer: .ones, role: .state(.weightedMean)),
      Variable(name: "b", shape: [10], initializer: .ones),
      Variable(name: "c", shape: [2], initializer: .ones, group: 1),
      Variable(name: "d", shape: [5], initializer: .ones, group: 3),
    ]
    let layout = WeightLayout(declared)
    #expect(layout.variables.map(\.name) == ["b", "a", "c", "d", "mean"])
    #expect(layout.ranges == [0..<10, 256..<556, 556..<558, 768..<773, 1024..<1027])
    #expect(layout.groupRanges == [0..<10, 256..<558, 558..<558, 768..<773])
    #expect((0..<4).map { layout.indices(ofGroup: $0) } == [0..<1, 1..<3, 0..<0, 3..<4])
    #expect((layout.trainableCount, layout.contributionCount) == (773, 1027))
    #expect((layout.trainableVariableCount, layout.weightCount) == (4, 320))
    #expect(layout.groups.numbers == [0, 1, 2, 3])
    // A digest tells no groups.
    #expect(
      layout.indicesByTrainability.map { layout.variables[$0].name } == [
        "a", "b", "c", "d", "mean",
      ])
    #expect(layout.signature.hasPrefix("b[10], a[300] in group 1, c[2] in group 1"))
    let weights = Weights(initializing: layout, seed: 1)
    for gap in [10..<256, 558..<768, 773..<1024] {
      #expect(weights.values.values[gap].allSatisfy { $0.bitPattern == 0 })
    }
    let alone = layout.grouped { _ in 0 }
    #expect(alone == WeightLayout(declared.map { $0.isTrainable ? $0.inGroup(0) : $0 }))
    #expect(alone != layout && alone.hasVariables(of: layout) && layout.hasVariables(of: alone))
    #expect(!alone.hasVariables(of: WeightLayout(Array(declared.dropLast()))))
    let other = Weights(initializing: alone, seed: 1)
    #expect(other[0].isIdentical(to: weights[1]), "a weight begins alike in any group")
  }

  @Test("begin within the limits of their initialisers, by the seed")
  func initial() {
    let layout = WeightLayout(Self.declared)
    let weights = Weights(initializing: layout, seed: 1)
    let limit = Float((6.0 / 5).squareRoot())
    #expect(weights[Self.declared[0]].values.allSatisfy { abs($0) <= limit && $0 != 0 })
    #expect(weights[Self.declared[1]].values == [1, 1, 1, 1])
    #expect(weights[Self.declared[2]].values == [0, 0, 0])
    #expect((5..<6).contains(weights[Self.declared[3]].scalar))
    #expect(weights[Self.declared[4]].values.allSatisfy { (-3 ..< -2).contains($0) })
    #expect(weights[Self.declared[0]].shape == [2, 3])
    let again = Weights(initializing: layout, seed: 1)
    #expect(weights.values.isIdentical(to: again.values))
    let other = Weights(initializing: layout, seed: 2)
    #expect(!weights[0].isIdentical(to: other[0]))
  }

  @Test("of a variable do not depend on its neighbours")
  func independent() {
    let alone = Weights(initializing: WeightLayout([Self.declared[4]]), seed: 9)
    let together = Weights(initializing: WeightLayout(Self.declared), seed: 9)
    #expect(alone[0].isIdentical(to: together[Self.declared[4]]))
  }

  @Test("of a Glorot kernel fill its limits evenly", arguments: [(784, 512), (512, 10), (3, 7)])
  func glorot(inputs: Int, outputs: Int) {
    let kernel = Variable(
      name: "kernel", shape: [inputs, outputs], initializer: .glorotUniform)
    let limit = (6 / Double(inputs + outputs)).squareRoot()
    let values = Weights(initializing: WeightLayout([kernel]), seed: 1).values.values
    #expect(values.allSatisfy { abs($0) <= Float(limit) })
    guard values.count > 1_000 else { return }
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    let variance = values.reduce(0.0) { $0 + Double($1 * $1) } / Double(values.count)
    #expect(abs(mean) < 5 * limit / (3 * Double(values.count)).squareRoot())
    #expect(abs(variance / (limit * limit / 3) - 1) < 0.05)
  }
}
