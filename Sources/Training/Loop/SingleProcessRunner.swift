import Learning
import Sharding
import TensorCore

/// Computes each round in this process, as one node, the root of the tree, or as its shards, if there is a
/// thread for each.
final class SingleProcessRunner<Program: TrainingProgram>: RoundRunner {
  let session: TrainingSession<Program>
  private var reader: ExampleReader
  private let executor: NodeExecutor<Program>
  private let team: ThreadTeam
  private let root: Node
  private var shouldStop: () -> Bool
  private var pace = Pace()
  private var nextRound = 0
  private var weightsVersion = 0

  init(
    _ session: TrainingSession<Program>, by executor: NodeExecutor<Program>,
    on reader: ExampleReader, team: ThreadTeam, shouldStop: @escaping () -> Bool
  ) {
    self.session = session
    self.executor = executor
    self.reader = reader
    self.team = team
    self.shouldStop = shouldStop
    root = ReductionTree(shards: session.shape.shards).root
  }

  /// Lets go of what the run was given: a program may keep its loop for longer, and run nothing by it.
  func end() { shouldStop = { true } }

  var record: RunRecord { session.record }

  var layout: WeightLayout { session.weights.layout }

  var weights: Weights { session.copyOfWeights }

  func run(_ pass: Pass, ahead: [Pass]) throws {
    session.roundsBegan(pass)
    for batch in pass {
      let round = Round(index: nextRound, batch: batch, weightsVersion: weightsVersion)
      try run(round)
      nextRound += 1
      if round.phase == .training { weightsVersion += 1 }
    }
  }

  func replaceWeights(with weights: Weights) {
    session.replaceWeights(with: weights)
    weightsVersion += 1
  }

  func learningRate(ofOptimizer index: Int) -> Double? {
    session.learningRate(ofOptimizer: index)
  }

  func setLearningRate(_ rate: Double, ofOptimizer index: Int) -> Bool {
    session.setLearningRate(rate, ofOptimizer: index)
  }

  private func run(_ round: Round) throws(TrainingError) {
    let interrupted = TrainingError(
      code: .interrupted, epoch: round.epoch + 1, step: round.step + 1)
    if shouldStop() { throw interrupted }
    session.enter(.compute)
    let batch = reader.examples(of: round.phase, epoch: round.epoch, round.examples)
    let start = ContinuousClock.now
    let results = compute(
      round, on: batch, weights: session.weights, aside: pace.isLong(batch.count))
    guard let results else { throw interrupted }
    pace.took(ContinuousClock.now - start, for: batch.count)
    try session.complete(round, with: results)
  }

  /// Computes a round, aside if it may take long; nil if it was stopped. A function of its own, so that
  /// nothing refers to the weights any more when they are written over.
  private func compute(
    _ round: Round, on batch: ExampleSet, weights: Weights, aside: Bool
  ) -> [(node: Node, result: NodeResult)]? {
    let isWide = root.count <= team.threads
    let (root, executor) = (root, executor)
    let compute: @Sendable () -> [(node: Node, result: NodeResult)] = {
      isWide
        ? executor.runShards(of: root, of: round, on: batch, weights: weights)
        : [(root, executor.run(root, of: round, on: batch, weights: weights))]
    }
    return aside
      ? Aside.run { _ in
        compute()
      } while: {
        !shouldStop()
      } : compute()
  }
}
