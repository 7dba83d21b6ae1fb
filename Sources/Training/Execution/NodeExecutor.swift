import Datasets
import Diagnostics
import Learning
import Sharding
import Synchronization
import TensorCore

/// Computes nodes of the reduction tree: each shard on a fresh tape, summed in the order of the
/// tree. The same code runs in a worker and in the single process.
public struct NodeExecutor<Program: TrainingProgram>: Sendable {
  private let program: Program
  private let layers: LayerTree
  private let stages: [Stage]
  private let seed: UInt64
  private let team: ThreadTeam

  /// - Parameters:
  ///   - program: What to compute.
  ///   - layers: The program's, if they are known; found out by default.
  ///   - seed: The seed of the run.
  ///   - team: Shares out shards, or the tiles of one shard's products.
  public init(
    _ program: Program, layers: LayerTree? = nil, seed: UInt64, team: ThreadTeam
  ) {
    self.program = program
    self.layers = layers ?? program.declareLayers()
    stages = program.stages
    self.seed = seed
    self.team = team
  }

  /// Computes a node.
  ///
  /// - Parameters:
  ///   - node: The shards to compute.
  ///   - round: The global batch they are cut from.
  ///   - examples: The node's examples, in order.
  ///   - weights: Of the version that the round asks for.
  ///   - memory: Where the gradients go; nil, the default, for memory of their own.
  ///   - afterWave: Called between waves of shards, for instance to show signs of life.
  package func run(
    _ node: Node, of round: Round, on examples: ExampleSet, weights: Weights,
    into memory: MutableTensor? = nil, afterWave: () -> Void = {}
  ) -> NodeResult {
    let range = round.plan.range(of: node)
    require(
      examples.count == range.count,
      "\(examples.count) examples for node \(node), which has \(range.count)")
    let frontier = round.plan.frontier(of: node)
    guard let plan = ReductionPlan(root: node, frontier: frontier) else {
      requirementFailure("the frontier \(frontier) does not tile \(node)")
    }
    var contributions: [SparseVector?] = []
    var counters = weights.layout.counters.map { _ in Int64(0) }
    var metrics: [[MetricState]] = []
    var totals: [LossTotals] = []
    // As many shards at once as there are threads; sums follow as soon as the tree allows, so that
    // no more contributions are alive than the tree is deep and the team is wide.
    for first in stride(from: 0, to: frontier.count, by: team.threads) {
      let wave = frontier[first..<min(first + team.threads, frontier.count)]
      let results = run(
        wave, of: round, on: examples, from: range.lowerBound, weights: weights,
        into: frontier.count == 1 ? memory : nil)
      for result in results {
        let slot = contributions.count
        contributions.append(result.contribution)
        for (index, change) in result.counters.enumerated() { counters[index] &+= change }
        metrics.append(result.metrics)
        totals.append(result.totals)
        for step in plan.steps(afterSlot: slot) {
          let isLast = step.target == 0 && slot == frontier.count - 1
          contributions[step.target] = sum(
            contributions[step.target], contributions[step.source], into: isLast ? memory : nil)
          contributions[step.source] = nil
        }
      }
      afterWave()
    }
    return NodeResult(
      // A program may have made its gradients elsewhere.
      contribution: memory.flatMap { contributions[0]?.placed(in: $0) } ?? contributions[0],
      totals: plan.fold(totals) { $0.merge($1, in: program.place(of: round)) },
      counters: round.phase == .training ? counters : [],
      metrics: MetricStates.fold(metrics, along: plan))
  }

  /// Computes the shards of a node and leaves their sum to whoever goes over the contributions next: to
  /// add them there costs less than to write a sum and read it.
  ///
  /// As many shards are computed at once, and as many contributions kept, as the node has.
  package func runShards(
    of node: Node, of round: Round, on examples: ExampleSet, weights: Weights
  ) -> [(node: Node, result: NodeResult)] {
    let start = round.plan.range(of: node).lowerBound
    let shards = node.shards.map(Node.init(shard:))
    let results = run(
      shards[...], of: round, on: examples, from: start, weights: weights, into: nil)
    return Array(zip(shards, results))
  }

  private func sum(
    _ left: SparseVector?, _ right: SparseVector?, into memory: MutableTensor?
  ) -> SparseVector? {
    guard let left, let right else { return nil }
    return BlockwiseSum(of: [left, right], inOrder: [(0, 1)]).sum(into: memory, using: team)
  }

  /// Computes single shards, and nodes without an example.
  private func run(
    _ nodes: ArraySlice<Node>, of round: Round, on examples: ExampleSet, from start: Int,
    weights: Weights, into memory: MutableTensor?
  ) -> [NodeResult] {
    @Sendable func result(of node: Node) -> NodeResult {
      let range = round.plan.range(of: node)
      return run(
        node.lo, of: round, on: examples[range.lowerBound - start..<range.upperBound - start],
        weights: weights, into: memory)
    }
    if let node = nodes.first, nodes.count == 1 { return [result(of: node)] }
    let results = Mutex([NodeResult?](repeating: nil, count: nodes.count))
    team.forEach(nodes.count) { index in
      let result = result(of: nodes[nodes.startIndex + index])
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  private func run(
    _ shard: Int, of round: Round, on examples: ExampleSet, weights: Weights,
    into memory: MutableTensor?
  ) -> NodeResult {
    var metrics = program.metrics
    let (isTraining, layout) = (round.phase == .training, weights.layout)
    if examples.count == 0 {
      return NodeResult(
        contribution: isTraining ? .zeros(layout.contributionCount) : nil,
        counters: isTraining ? layout.counters.map { _ in 0 } : [], metrics: metrics.states)
    }
    let firstExample = round.plan.range(ofShard: shard).lowerBound
    // Gradients and state lie one behind the other, wherever somebody wants them.
    let memory =
      memory
      ?? (isTraining && layout.stateVariableCount > 0
        ? MutableTensor(shape: Shape(count: layout.contributionCount)) : nil)
    let step = Step(
      of: layers, weights: weights, seed: seed,
      address: StepAddress(
        epoch: round.epoch, step: round.step, firstExample: firstExample,
        phase: round.phase.address, stage: round.stage),
      stage: stages[round.stage], share: round.plan.weight(ofShard: shard),
      exampleCount: examples.count, gradientMemory: memory, team: team)
    let batch = examples.batch(firstExample: firstExample, using: team)
    guard isTraining else {
      program.testStep(batch, in: step, updating: &metrics)
      return NodeResult(contribution: SparseVector?.none, metrics: metrics.states)
    }
    let gradients = program.trainStep(batch, in: step, updating: &metrics)
    require(
      gradients.layout == layout,
      """
      trainStep of \(Program.name) gives gradients of \(gradients.layout.signature), \
      its model has \(layout.signature)
      """)
    return NodeResult(
      contribution: step.contribution(of: gradients, in: memory), totals: gradients.totals,
      counters: step.counterChanges, metrics: metrics.states)
  }
}
