import Learning
import TensorCore
import TestSupport
import Testing

@testable import Training

@Suite("Weights that follow others", .computing)
struct FollowerTests {
  private static let layout = WeightLayout([
    Variable(name: "target/kernel", shape: [90, 100], initializer: .ones, role: .frozen),
    Variable(name: "target/mean", shape: [5], initializer: .ones, role: .frozen),
    Variable(name: "online/kernel", shape: [90, 100], initializer: .uniform(low: -1, high: 1)),
    Variable(name: "online/mean", shape: [5], initializer: .ones, role: .state(.weightedMean)),
    Variable(name: "other/kernel", shape: [90, 100], initializer: .ones),
    Variable(name: "other/bias", shape: [5], initializer: .ones, role: .frozen),
  ])

  private static func plan(
    _ followers: Follower..., stages: [Stage] = [Stage("a"), Stage("b"), Stage("a")]
  ) throws -> FollowerPlan {
    try FollowerPlan(followers, in: layout, stages: stages, of: "program")
  }

  private static func message(_ followers: Follower...) -> String? {
    do {
      _ = try FollowerPlan(followers, in: layout, stages: [Stage("a")], of: "program")
    } catch { return error.description }
    return nil
  }

  private static func apply(
    _ plan: FollowerPlan, stage: Int = 2, step: Int = 1, threads: Int = 2
  ) -> (before: Weights, after: Weights) {
    let before = Weights(layout: layout, values: .random([layout.count], seed: 3))
    let memory = MutableTensor(copying: before.values)
    plan.apply(to: memory, after: stage, ofStep: step, using: ThreadTeam(threads: threads))
    return (before, Weights(layout: layout, values: memory.frozen))
  }

  private static func index(_ name: String) -> Int {
    layout.variables.firstIndex { $0.name == name }!
  }

  @Test(
    "move towards them by what momentum leaves, and state only if asked", arguments: [1, 2, 3, 8])
  func blend(threads: Int) throws {
    for includesState in [false, true] {
      let plan = try Self.plan(
        Follower(
          of: .under("online"), by: .under("target"), momentum: 0.75, includingState: includesState)
      )
      let (before, after) = Self.apply(plan, threads: threads)
      for (index, variable) in Self.layout.variables.enumerated() {
        let (old, new) = (before[index].values, after[index].values)
        guard variable.name.hasPrefix("target"), includesState || variable.name.hasSuffix("kernel")
        else {
          #expect(old == new)
          continue
        }
        let leader = before[
          Self.index(variable.name.replacingOccurrences("target", by: "online"))
        ].values
        for (element, value) in new.enumerated() {
          #expect(value == old[element] + (leader[element] - old[element]) * 0.25)
        }
      }
      let ranges = plan.ranges(after: 2, ofStep: 1)
      #expect(ranges.count == (includesState ? 2 : 1))
      #expect(ranges[0] == Self.layout.ranges[Self.index("target/kernel")])
    }
  }

  @Test("become copies without momentum, whatever they were")
  func copy() throws {
    let plan = try Self.plan(Follower(of: .under("online"), by: .under("target"), momentum: 0))
    let memory = MutableTensor(shape: Shape(count: Self.layout.count))
    memory.fill(with: 2)
    memory.slice(from: Self.layout.ranges[Self.index("target/kernel")].lowerBound, shape: [9_000])
      .fill(with: .infinity)
    plan.apply(to: memory, after: 2, ofStep: 1, using: .serial)
    #expect(
      Weights(layout: Self.layout, values: memory.frozen)[Self.index("target/kernel")].values
        .allSatisfy { $0 == 2 })
  }

  @Test("do so after their stage, the last of its name, and every few steps")
  func due() throws {
    let plan = try Self.plan(
      Follower(of: .under("online"), by: .under("target"), momentum: 0, every: 3, after: Stage("a"))
    )
    for stage in 0..<3 {
      for step in 1...6 {
        let isDue = stage == 2 && step % 3 == 0
        #expect(plan.ranges(after: stage, ofStep: step).isEmpty == !isDue)
        let (before, after) = Self.apply(plan, stage: stage, step: step)
        #expect(after.values.isIdentical(to: before.values) == !isDue)
      }
    }
    let second = try Self.plan(
      Follower(of: .under("online"), by: .under("target"), momentum: 0, after: Stage("b")))
    #expect((0..<3).map { second.ranges(after: $0, ofStep: 1).isEmpty } == [true, false, true])
  }

  @Test("are refused with both paths if they do not fit")
  func faults() throws {
    func follower(_ leader: String, _ follower: String, after stage: Stage? = nil) -> Follower {
      Follower(of: .under(leader), by: .under(follower), momentum: 0.5, after: stage)
    }
    #expect(Self.message(follower("online", "target")) == nil)
    let counts = try #require(Self.message(follower("online", "target/kernel")))
    #expect(
      counts.contains("1 variables (target/kernel) can't follow 2 (online/kernel, online/mean)"))
    #expect(counts.hasPrefix("pairing the followers of program"))
    let shapes = try #require(Self.message(follower("online/mean", "target/kernel")))
    #expect(
      shapes.contains(
        "target/kernel of shape [90, 100] can't follow online/mean of shape [5]"))
    let names = try #require(Self.message(follower("online/mean", "other/bias")))
    #expect(names.contains("other/bias of shape [5] can't follow online/mean of shape [5]"))
    let trained = try #require(Self.message(follower("online/kernel", "other/kernel")))
    #expect(trained.contains("other/kernel can't follow, since an optimizer updates it"))
    let repeated = try #require(
      Self.message(follower("online", "target"), follower("online/kernel", "target/kernel")))
    #expect(repeated.contains("target/kernel would follow two variables"))
    let stage = try #require(Self.message(follower("online", "target", after: Stage("z"))))
    #expect(stage.contains("there is no stage z to follow after, only a"))
    #expect(Self.message(follower("nobody", "nothing"))?.contains("0 variables (none)") == true)
  }

  @Test("begin as copies, follow from step to step, and are told of before a job begins")
  func training() throws {
    let program = FollowingProgram()
    let initial = program.initialWeights(seed: 1)
    func values(_ weights: Weights, _ name: String) -> [Float] {
      weights[weights.layout.variables.firstIndex { $0.name == name }!].values
    }
    #expect(values(initial, "dense_1/kernel") == values(initial, "dense/kernel"))
    #expect(
      values(initial, "batch_normalization_1/gamma") == values(initial, "batch_normalization/gamma")
    )
    func run(examples: Int) throws -> Weights {
      try SingleProcessLoop(
        program, configuration: JobConfiguration(epochs: 1, batchSize: 10, shards: 2),
        examples: RandomExamples.splits(training: examples, validation: 0, test: 0), team: .serial
      ).run().weights
    }
    let (one, two) = (try run(examples: 10), try run(examples: 20))
    for (old, new) in [(initial, one), (one, two)] {
      let expected = zip(values(old, "dense_1/kernel"), values(new, "dense/kernel")).map {
        $0 + ($1 - $0) * 0.5
      }
      #expect(values(new, "dense_1/kernel") == expected)
    }
    // Every second step, with the state.
    for name in ["gamma", "moving_mean", "moving_variance"] {
      let (leader, follower) = ("batch_normalization/\(name)", "batch_normalization_1/\(name)")
      #expect(values(one, follower) == values(initial, follower))
      #expect(values(two, follower) == values(two, leader))
      #expect(values(two, leader) != values(initial, leader))
    }
    // What was given no gradients is as it was.
    #expect(values(two, "dense_2/kernel") == values(initial, "dense_2/kernel"))
  }
}

extension String {
  fileprivate func replacingOccurrences(_ old: String, by new: String) -> String {
    hasPrefix(old) ? new + dropFirst(old.count) : self
  }
}
