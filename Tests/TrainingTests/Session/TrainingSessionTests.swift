import Learning
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@Suite("A training session", .computing)
struct TrainingSessionTests {
  private static let splits = RandomExamples.splits(training: 50, validation: 13, test: 9)

  /// Runs a job whose nodes are cut anew for every round, as if workers came and went.
  private static func run(
    _ configuration: JobConfiguration, team: ThreadTeam = .serial, workers: (Int) -> Int
  ) throws -> TrainingSession<TinyProgram> {
    let program = TinyProgram()
    let schedule = JobSchedule(configuration, over: splits)
    let session = TrainingSession(
      program, shape: schedule.shape,
      weights: program.initialWeights(seed: configuration.seed), team: team)
    let executor = NodeExecutor(program, seed: configuration.seed, team: .serial)
    let tree = ReductionTree(shards: schedule.shards)
    for round in schedule {
      let nodes = tree.assignment(workers: workers(round.index)).flatMap { $0 }
      // Computed in the opposite order, as if the last worker had answered first.
      let results = nodes.reversed().map { node in
        let examples = splits[round.phase][round.examples(of: node)]
        let result = executor.run(node, of: round, on: examples, weights: session.weights)
        return (node: node, result: result)
      }
      try session.complete(round, with: results.reversed())
    }
    return session
  }

  private static func figures(_ session: TrainingSession<TinyProgram>) -> [[NamedValue]] {
    session.record.epochs.map(\.metrics) + [session.record.test]
  }

  @Test("comes to the same bits whatever the frontiers", arguments: [1, 2, 3, 5, 8], [16, 7])
  func frontiers(shards: Int, batchSize: Int) throws {
    let configuration = JobConfiguration(epochs: 2, batchSize: batchSize, shards: shards)
    let single = try SingleProcessLoop(
      TinyProgram(), configuration: configuration, examples: Self.splits,
      team: ThreadTeam(threads: 2)
    ).run()
    for workers: @Sendable (Int) -> Int in [{ _ in 1 }, { _ in 8 }, { 1 + $0 % 8 }, { _ in 3 }] {
      let session = try Self.run(configuration, team: ThreadTeam(threads: 3), workers: workers)
      #expect(session.weights.values.isIdentical(to: single.weights.values))
      for (one, other) in zip(session.optimizer.snapshot, single.optimizer.snapshot) {
        #expect(one.name == other.name && one.values.isIdentical(to: other.values))
      }
      #expect(session.record.roundDigests == single.record.roundDigests)
      #expect(Self.figures(session) == Self.figures(single))
    }
  }

  @Test("applies the mean gradient of the batch by the optimizer's rule")
  func update() throws {
    let program = TinyProgram()
    let schedule = JobSchedule(
      epochs: 1, batchSize: 10, shards: 1, trainingExamples: 10, validationExamples: 0,
      testExamples: 0)
    let weights = program.initialWeights(seed: 1)
    let session = TrainingSession(program, shape: schedule.shape, weights: weights, team: .serial)
    let gradient = Tensor.random([weights.layout.trainableCount], seed: 4)
    let states = [MetricState(total: 1, count: 10), MetricState(total: 2, count: 10)]
    try session.complete(
      schedule[0],
      with: [(Node(shard: 0), NodeResult(contribution: gradient, metrics: states))])
    for (index, g) in gradient.values.enumerated() {
      let velocity = 0.1 * Double(g) * Double(g)
      let expected =
        Double(weights.values.values[index])
        - 0.01 * Double(g) / (velocity + 1e-7).squareRoot()
      #expect(abs(Double(session.weights.values.values[index]) - expected) < 1e-6)
    }
  }

  @Test("adds changes of the state and of counters to what they were, and leaves the rest alone")
  func state() throws {
    let program = StatefulProgram()
    let schedule = JobSchedule(
      epochs: 1, batchSize: 10, shards: 2, trainingExamples: 10, validationExamples: 0,
      testExamples: 0)
    let weights = program.initialWeights(seed: 1)
    let layout = weights.layout
    let session = TrainingSession(program, shape: schedule.shape, weights: weights, team: .serial)
    let changes = [1, 2].map { seed in
      var values = [Float](repeating: 0, count: layout.contributionCount)
      let state = Tensor.random([layout.stateRange.count], seed: UInt64(seed)).values
      values.replaceSubrange(layout.stateRange, with: state)
      return values
    }
    let metrics = [MetricState(total: 1, count: 10), MetricState(total: 2, count: 10)]
    try session.complete(
      schedule[0],
      with: changes.enumerated().map { shard, change in
        (
          Node(shard: shard),
          NodeResult(contribution: Tensor(change), counters: [1, Int64(shard)], metrics: metrics)
        )
      })
    let (before, after) = (weights.values.values, session.weights.values.values)
    for index in 0..<layout.count where !(layout.stateRange ~= index) {
      #expect(after[index].bitPattern == before[index].bitPattern)
    }
    for index in layout.stateRange {
      #expect(after[index] == before[index] + (changes[0][index] + changes[1][index]))
    }
    #expect(session.weights.counters == [2, 1])
  }

  @Test("stops at a change of the state that is not finite, and says where")
  func stateNotFinite() throws {
    let program = StatefulProgram()
    let schedule = JobSchedule(
      epochs: 1, batchSize: 10, shards: 1, trainingExamples: 10, validationExamples: 0,
      testExamples: 0)
    let weights = program.initialWeights(seed: 1)
    let layout = weights.layout
    let session = TrainingSession(program, shape: schedule.shape, weights: weights, team: .serial)
    let change = Tensor.zeros([layout.contributionCount])
      .replacing(layout.stateRange.lowerBound + 2, with: .nan)
    let result = NodeResult(
      contribution: change, counters: [0, 0],
      metrics: [MetricState(.sum, .sum), MetricState(.sum, .sum)])
    let error = #expect(throws: TrainingError.self) {
      try session.complete(schedule[0], with: [(Node(shard: 0), result)])
    }
    #expect(
      error?.problem.contains(
        "the change of batch_normalization/moving_mean is nan at element 2") == true)
  }

  @Test(
    "stops at a gradient or a loss that is not finite, and says where",
    arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(fault: Float) throws {
    let program = TinyProgram()
    let schedule = JobSchedule(
      epochs: 2, batchSize: 5, shards: 2, trainingExamples: 10, validationExamples: 0,
      testExamples: 0)
    let weights = program.initialWeights(seed: 1)
    let zeros = Tensor.zeros([weights.layout.trainableCount])
    let good = NodeResult(
      contribution: zeros, metrics: [MetricState(.sum, .sum), MetricState(.sum, .sum)])
    let badGradient = NodeResult(
      contribution: zeros.replacing(3, with: fault), metrics: good.metrics)
    let badLoss = NodeResult(
      contribution: zeros, totals: LossTotals(loss: Double(fault)), metrics: good.metrics)
    for bad in [badGradient, badLoss] {
      for place in 0..<2 {
        let session = TrainingSession(
          program, shape: schedule.shape, weights: weights, team: .serial)
        for round in schedule.prefix(3) {
          try session.complete(round, with: [(Node(lo: 0, hi: 2), good)])
        }
        let pair = [0, 1].map { (Node(shard: $0), $0 == place ? bad : good) }
        let completed = session.record.roundDigests.count
        let error = #expect(throws: TrainingError.self) {
          try session.complete(schedule[3], with: pair)
        }
        #expect(error?.code == .notFinite && error?.epoch == 2 && error?.step == 2)
        let what =
          bad.totals == good.totals
          ? "the gradient of dense/kernel is \(fault) at element 3" : "the loss is \(fault)"
        #expect(error?.problem == "\(what) in shard \(place)")
        #expect(error?.remedy.hasPrefix("Lower the learning rate") == true)
        let named = error?.naming { "worker \($0.lo + 1)" }
        #expect(named?.problem == "\(what) in shard \(place), computed by worker \(place + 1)")
        #expect(named?.remedy.contains("that worker's machine computes wrongly") == true)
        #expect(session.record.roundDigests.count == completed)
      }
    }
    let error = TrainingError(code: .notFinite, epoch: 2, step: 2)
    #expect(error.description.contains("epoch 2, step 2") && error.fault == .run)
  }

  @Test("says so if only the sum of the shards' gradients is not finite")
  func infiniteSum() throws {
    let program = TinyProgram()
    let schedule = JobSchedule(
      epochs: 1, batchSize: 10, shards: 2, trainingExamples: 10, validationExamples: 0,
      testExamples: 0)
    let weights = program.initialWeights(seed: 1)
    let session = TrainingSession(program, shape: schedule.shape, weights: weights, team: .serial)
    let huge = Tensor(
      repeating: Float.greatestFiniteMagnitude, shape: Shape(count: weights.layout.trainableCount))
    let result = NodeResult(
      contribution: huge, metrics: [MetricState(.sum, .sum), MetricState(.sum, .sum)])
    let error = #expect(throws: TrainingError.self) {
      try session.complete(
        schedule[0], with: [(Node(shard: 0), result), (Node(shard: 1), result)])
    }
    #expect(error?.findings == [] && error?.problem.contains("the sum of the shards'") == true)
  }

  @Test("tells its observers of everything, in order")
  func observers() throws {
    let (first, second) = (RecordingObserver(), RecordingObserver(wantsTensors: true))
    let session = try SingleProcessLoop(
      TinyProgram(),
      configuration: JobConfiguration(epochs: 1, batchSize: 25, shards: 2),
      examples: Self.splits, team: .serial
    ).run(observer: ObserverGroup([first, second]))
    #expect(first.log == ["began", "clock", "round", "round", "round", "round"])
    #expect(
      second.log == ["began", "clock", "update", "round", "update", "round", "round", "round"])
    #expect(second.lastWeights?.values.isIdentical(to: session.weights.values) == true)
    #expect(second.lastGradients?.values.values.contains { $0 != 0 } == true)
  }
}

/// Notes what a session tells it.
final class RecordingObserver: TrainingObserver {
  let wantsTensors: Bool
  private(set) var log: [String] = []
  private(set) var lastWeights: Weights?
  private(set) var lastGradients: Gradients?
  /// The examples counted by the first metric, by phase.
  private(set) var counts: [Phase: Int] = [:]

  init(wantsTensors: Bool = false) { self.wantsTensors = wantsTensors }

  func sessionBegan(_ shape: JobShape, weights: Weights, optimizer: OptimizerState) {
    log.append("began")
  }

  func clockBegan() { log.append("clock") }

  func weightsUpdated(
    _ round: Round, gradients: Gradients, weights: Weights, optimizer: OptimizerState,
    metrics: [MetricState]
  ) {
    log.append("update")
    (lastWeights, lastGradients) = (weights, gradients)
  }

  func roundEnded(_ round: Round, record: RunRecord) {
    log.append("round")
    counts[round.phase, default: 0] += record.lastStates.first?.count ?? 0
  }
}
