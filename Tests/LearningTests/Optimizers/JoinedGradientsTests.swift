import Foundation
import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Gradients of several losses", .blocking)
struct JoinedGradientsTests {
  fileprivate static let layout = WeightLayout([
    Variable(name: "a", shape: [300], initializer: .zeros),
    Variable(name: "b", shape: [20], initializer: .zeros, group: 1),
    Variable(name: "c", shape: [7], initializer: .zeros, group: 2),
  ])

  fileprivate static func gradients(of group: Int, dividedBy denominator: Double?) -> Gradients {
    let range = layout.groupRanges[group]
    let end = min(WeightLayout.aligned(range.upperBound), layout.trainableCount)
    let stored = range.lowerBound..<end
    let values = Tensor.random([stored.count], seed: UInt64(group)).values.enumerated().map {
      $0 < range.count ? $1 : 0
    }
    let groups = VariableGroups(group)
    return Gradients(
      layout: layout,
      vector: SparseVector(
        count: layout.trainableCount, runs: [SparseVector.Run(elements: stored, start: 0)],
        in: Tensor(values)),
      totals: LossTotals(
        form: GradientForm(groups: groups, divided: denominator == nil ? [] : groups),
        denominators: denominator.map { [$0] } ?? [], loss: Double(group)))
  }

  @Test("join, each with the groups and the denominator that are its own")
  func joined() {
    let (last, first) = (
      Self.gradients(of: 2, dividedBy: 3), Self.gradients(of: 0, dividedBy: nil)
    )
    let both = last.joined(with: first)
    #expect(both.groups.numbers == [0, 2] && both.totals.form?.divided.numbers == [2])
    #expect(both.totals.denominators == [3] && both.totals.loss == 2)
    #expect(both[0].isIdentical(to: first[0]) && both[2].isIdentical(to: last[2]))
    #expect(both.vector.runs?.map(\.elements) == [0..<512, 768..<775])
    let all = both.joined(with: Self.gradients(of: 1, dividedBy: 5))
    #expect(all.groups == Self.layout.groups && all.totals.denominators == [5, 3])
    #expect(all.totals.denominator(ofGroup: 2) == 3 && all.totals.denominator(ofGroup: 0) == nil)
  }

  @Test("of one group are an error that names a variable")
  func common() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let gradients = JoinedGradientsTests.gradients(of: 0, dividedBy: nil)
      _ = gradients.joined(with: gradients)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        both gradients are of a: variables of one optimizer have one loss, so add up the losses, or \
        their weights
        """), "\(words.text)")
  }

  @Test("that differ from shard to shard in what they are of are an error that names the place")
  func disagreement() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      var totals = LossTotals(form: GradientForm(groups: VariableGroups(0)))
      totals.merge(LossTotals(), in: "trainStep of p")
      totals.merge(
        LossTotals(form: GradientForm(groups: VariableGroups([0, 1]))), in: "trainStep of p")
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        trainStep of p gives gradients of the groups 0 in one shard and of the groups 0 and 1 in \
        another: what a stage updates must not depend on its examples
        """), "\(words.text)")
  }
}
