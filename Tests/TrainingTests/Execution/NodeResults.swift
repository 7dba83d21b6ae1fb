import Learning
import Sharding
import TensorCore
import TestSupport
import Training

/// Runs nodes of one global batch of ``TinyProgram``.
struct NodeBench {
  let round: Round
  let examples: ExampleSet
  let executor: NodeExecutor<TinyProgram>
  let weights: Weights

  init(
    examples count: Int, shards: Int, phase: Phase = .training, threads: Int = 1
  ) {
    let schedule = JobSchedule(
      epochs: 1, batchSize: count, shards: shards, trainingExamples: count,
      validationExamples: count, testExamples: count)
    round = schedule.first { $0.phase == phase }!
    examples = RandomExamples.make(count, inputs: 12, classes: 3, seed: 11)
    executor = NodeExecutor(TinyProgram(), seed: 1, team: ThreadTeam(threads: threads))
    weights = TinyProgram().initialWeights(seed: 1)
  }

  var tree: ReductionTree { ReductionTree(shards: round.plan.shards) }

  func run(_ node: Node) -> NodeResult {
    executor.run(node, of: round, on: examples[round.examples(of: node)], weights: weights)
  }

  var whole: NodeResult { run(tree.root) }
}

extension NodeResult {
  /// Whether both have the same bits.
  func isIdentical(to other: NodeResult) -> Bool {
    let areGradientsIdentical =
      switch (contribution, other.contribution) {
      case (nil, nil): true
      case (let one?, let two?): one.dense.isIdentical(to: two.dense)
      default: false
      }
    return areGradientsIdentical && metrics == other.metrics && counters == other.counters
  }

  /// The sum of two results, element by element.
  static func + (left: NodeResult, right: NodeResult) -> NodeResult {
    var metrics = left.metrics
    for index in metrics.indices {
      metrics[index].add(right.metrics[index][0], to: 0)
      metrics[index].add(right.metrics[index][1], to: 1)
    }
    var gradients: Tensor?
    if let one = left.contribution, let two = right.contribution {
      gradients = Tensor(zip(one.dense.values, two.dense.values).map(+))
    }
    return NodeResult(
      contribution: gradients, counters: zip(left.counters, right.counters).map(+),
      metrics: metrics)
  }
}
