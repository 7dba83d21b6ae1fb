import Diagnostics
import Learning
import Sharding
import TensorCore

extension TrainingProgram {
  /// The weights a training with this seed begins with, followers being copies of what they follow.
  ///
  /// - Parameters:
  ///   - layers: The program's.
  ///   - seed: Of the run.
  public func initialWeights(of layers: LayerTree, seed: UInt64) -> Weights {
    var weights = layers.initialWeights(seed: seed)
    // What does not fit is told before a job begins.
    let plan = try? FollowerPlan(followers, in: weights.layout, stages: stages, of: Self.name)
    if let plan, !plan.isEmpty, let memory = weights.memoryOfSoleOwner() {
      plan.copyAll(in: memory)
      weights = Weights(layout: weights.layout, values: memory.frozen)
    }
    return weights
  }

  /// What follows what, in a program that was checked.
  func followerPlan(in layout: WeightLayout) -> FollowerPlan {
    do {
      return try FollowerPlan(followers, in: layout, stages: stages, of: Self.name)
    } catch { requirementFailure(error.description) }
  }

  /// Checks before a job begins that followers fit what they follow.
  ///
  /// - Throws: ``FollowerFault`` that names the first that does not.
  package func checkFollowers(in layout: WeightLayout) throws(FollowerFault) {
    _ = try FollowerPlan(followers, in: layout, stages: stages, of: Self.name)
  }

  /// What a stage is called in messages.
  func place(of round: Round) -> String {
    let stages = stages
    return stages.count == 1
      ? "trainStep of \(Self.name)"
      : "trainStep of \(Self.name) in its stage \(stages[round.stage].name)"
  }
}
