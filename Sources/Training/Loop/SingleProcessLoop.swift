import Datasets
import Learning
import Sharding
import TensorCore

/// Trains in one process, by the program's own loop.
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
  ///   - layers: The program's, if they are known; found out by default.
  ///   - configuration: The hyper-parameters.
  ///   - examples: What to train and to be judged on.
  ///   - team: Shares out shards and tiles.
  public init(
    _ program: Program, layers: LayerTree? = nil, configuration: JobConfiguration,
    examples: ExampleSplits,
    team: ThreadTeam
  ) {
    self.program = program
    self.layers = layers ?? program.declareLayers()
    self.configuration = configuration
    self.examples = examples
    self.team = team
  }

  /// Runs the program's loop to its end.
  ///
  /// - Parameters:
  ///   - observer: Told of every round.
  ///   - shouldStop: Asked before every round, and several times a second in one that takes long.
  /// - Returns: The session at its end: weights, slots and record.
  /// - Throws: ``TrainingError`` if the program can't take the examples, if it was stopped, or if a
  ///   gradient is not finite, and what the program's loop throws.
  public func run(
    observer: (any TrainingObserver)? = nil, shouldStop: () -> Bool = { false }
  ) throws -> TrainingSession<Program> {
    try run(
      configuration.shape(for: examples),
      from: program.initialWeights(of: layers, seed: configuration.seed), observer: observer,
      shouldStop: shouldStop, program.run)
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
  ) throws -> TrainingSession<Program> {
    let shape = JobShape(
      batchSize: configuration.batchSize, shards: configuration.shards,
      testExamples: examples.test.count)
    return try run(shape, from: weights, observer: observer, shouldStop: shouldStop) { loop in
      try loop.evaluate(.test)
    }
  }

  private func run(
    _ shape: JobShape, from weights: Weights, observer: (any TrainingObserver)?,
    shouldStop: () -> Bool, _ body: (TrainingLoop) throws -> Void
  ) throws -> TrainingSession<Program> {
    do { try program.metrics.check(in: Program.name) } catch { throw TrainingError(error) }
    do {
      try program.optimizers.check(layers.layout, in: Program.name)
    } catch { throw TrainingError(error) }
    do { try program.checkFollowers(in: layers.layout) } catch { throw TrainingError(error) }
    let reader: ExampleReader
    do {
      reader = ExampleReader(try examples.fitted(to: program), seed: configuration.seed)
    } catch { throw TrainingError(error) }
    let session = TrainingSession(
      program, shape: shape, weights: weights, team: team, observer: observer)
    session.firstCountedEpoch = firstCountedEpoch
    try withoutActuallyEscaping(shouldStop) { shouldStop in
      let runner = SingleProcessRunner(
        session,
        by: NodeExecutor(program, layers: layers, seed: configuration.seed, team: team),
        on: reader, team: team, shouldStop: shouldStop)
      defer { runner.end() }
      session.beginClock()
      try body(
        TrainingLoop(runner, epochs: configuration.epochs, callbacks: program.callbacks))
    }
    session.end()
    return session
  }
}
