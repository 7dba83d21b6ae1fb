import Learning
import Sharding
import TensorCore

/// Trains in one process: each round is computed as one node, the root of the tree, or as its shards,
/// if there is a thread for each.
public struct SingleProcessLoop<Program: TrainingProgram> {
  private let program: Program
  private let layers: LayerTree
  private let configuration: JobConfiguration
  private let examples: ExampleSplits
  private let team: ThreadTeam
  /// The first epoch, from 0, whose steps count in the breakdown of their time.
  package var firstCountedEpoch = 0

  /// - Parameters:
  ///   - program: What to train.
  ///   - configuration: The hyper-parameters.
  ///   - examples: What to train and to be judged on.
  ///   - team: Shares out shards and tiles.
  public init(
    _ program: Program, configuration: JobConfiguration, examples: ExampleSplits,
    team: ThreadTeam
  ) {
    self.program = program
    layers = program.declareLayers()
    self.configuration = configuration
    self.examples = examples
    self.team = team
  }

  /// Runs all epochs and the test.
  ///
  /// - Parameters:
  ///   - observer: Told of every round.
  ///   - shouldStop: Asked before every round, and several times a second in one that takes long.
  /// - Returns: The session at its end: weights, slots and record.
  /// - Throws: ``TrainingError`` if the program can't take the examples, if it was stopped, or if a
  ///   gradient is not finite.
  public func run(
    observer: (any TrainingObserver)? = nil, shouldStop: () -> Bool = { false }
  ) throws(TrainingError) -> TrainingSession<Program> {
    let shape = configuration.shape(for: examples)
    return try run(
      shape, configuration.passes(of: shape),
      from: layers.initialWeights(seed: configuration.seed), observer: observer,
      shouldStop: shouldStop)
  }

  /// Runs the test alone.
  ///
  /// - Parameters:
  ///   - weights: What to evaluate.
  ///   - observer: Told of every round.
  ///   - shouldStop: Asked before every round.
  public func evaluate(
    _ weights: Weights, observer: (any TrainingObserver)? = nil,
    shouldStop: () -> Bool = { false }
  ) throws(TrainingError) -> TrainingSession<Program> {
    let shape = JobShape(
      batchSize: configuration.batchSize, shards: configuration.shards,
      testExamples: examples.test.count)
    return try run(
      shape, [Pass(.test, epoch: 0, of: shape)], from: weights, observer: observer,
      shouldStop: shouldStop)
  }

  private func run(
    _ shape: JobShape, _ passes: [Pass], from weights: Weights, observer: (any TrainingObserver)?,
    shouldStop: () -> Bool
  ) throws(TrainingError) -> TrainingSession<Program> {
    do { try program.metrics.check(in: Program.name) } catch { throw TrainingError(error) }
    do { try examples.check(for: program) } catch { throw TrainingError(error) }
    let session = TrainingSession(
      program, shape: shape, weights: weights, team: team, observer: observer)
    session.firstCountedEpoch = firstCountedEpoch
    let executor = NodeExecutor(
      program, layers: layers, seed: configuration.seed, team: team)
    let root = ReductionTree(shards: shape.shards).root
    var pace = Pace()
    session.beginClock()
    var (index, version) = (0, 0)
    for pass in passes {
      session.roundsBegan(pass)
      for batch in pass {
        let round = Round(index: index, batch: batch, weightsVersion: version)
        let interrupted = TrainingError(
          code: .interrupted, epoch: round.epoch + 1, step: round.step + 1)
        if shouldStop() { throw interrupted }
        session.enter(.compute)
        let batch = examples[round.phase][round.examples]
        let start = ContinuousClock.now
        let results = compute(
          root, of: round, on: batch, by: executor, weights: session.weights,
          aside: pace.isLong(batch.count), shouldStop: shouldStop)
        guard let results else { throw interrupted }
        pace.took(ContinuousClock.now - start, for: batch.count)
        try session.complete(round, with: results)
        index += 1
        if round.phase == .training { version += 1 }
      }
    }
    session.end()
    return session
  }

  /// Computes a round, aside if it may take long; nil if it was stopped. A function of its own, so that
  /// nothing refers to the weights any more when they are written over.
  private func compute(
    _ root: Node, of round: Round, on batch: ExampleSet, by executor: NodeExecutor<Program>,
    weights: Weights, aside: Bool, shouldStop: () -> Bool
  ) -> [(node: Node, result: NodeResult)]? {
    let isWide = root.count <= team.threads
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
