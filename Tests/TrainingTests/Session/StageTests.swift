import Learning
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@Suite("The stages of a step", .computing)
struct StageTests {
  private static let examples = RandomExamples.make(22, inputs: 12, classes: 3, seed: 4)
  private static let shape = JobShape(batchSize: 11, shards: 3, trainingExamples: 22)
  private static let rounds = Pass(.training, epoch: 0, of: shape, stages: 3).enumerated().map {
    Round(index: $0, batch: $1, weightsVersion: $0)
  }

  /// Runs two steps, the nodes cut anew for every stage as if workers came and went.
  ///
  /// - Parameter observe: Told of each stage, of the weights before it, and of the session after it.
  private static func run(
    workers: (Int) -> Int = { _ in 1 },
    observe: (Int, Weights, TrainingSession<AlternatingProgram>) -> Void = { _, _, _ in }
  ) throws -> TrainingSession<AlternatingProgram> {
    let program = AlternatingProgram()
    let session = TrainingSession(
      program, shape: shape, weights: program.initialWeights(seed: 1), team: .serial)
    let executor = NodeExecutor(program, seed: 1, team: .serial)
    for round in rounds {
      let before = session.weights
      let nodes = ReductionTree(shards: 3).assignment(workers: workers(round.index)).flatMap { $0 }
      let results = nodes.map { node in
        let part = examples[round.examples(of: node)]
        return (
          node: node, result: executor.run(node, of: round, on: part, weights: before)
        )
      }
      try session.complete(round, with: results)
      observe(round.stage, before, session)
    }
    return session
  }

  @Test("update the groups whose gradients they give, with slots and counts, and no others")
  func groups() throws {
    let layout = AlternatingProgram().layout
    var slots: [[Float]] = []
    let session = try Self.run(observe: { stage, before, session in
      let after = session.weights
      for (index, variable) in layout.variables.enumerated() {
        let isSame = after[index].isIdentical(to: before[index])
        switch variable.role {
        case .trainable: #expect(isSame == ((variable.group == 0) != (stage == 2)))
        case .state(.oncePerStep): #expect(isSame == (stage > 0 || before.counters[0] > 0))
        case .state: #expect(!isSame)
        case .frozen: #expect(isSame)
        }
      }
      let now = session.optimizer.snapshot
      if slots.count == now.count {
        for (old, new) in zip(slots, now) {
          #expect((old == new.values.values) == ((new.group == 0) != (stage == 2)))
        }
      }
      slots = now.map(\.values.values)
    })
    // One turn of the body in each step, two of the head.
    #expect(session.optimizer.stepCounts == [2, 4])
    #expect(session.optimizer.lastNorms[0] != nil && session.optimizer.lastNorms[1] == nil)
  }

  @Test("count what happens once a step in the first of them, and what is summed in all")
  func counters() throws {
    var counts: [[Int64]] = []
    _ = try Self.run(observe: { _, _, session in counts.append(session.weights.counters) })
    #expect(counts == [[1, 11], [1, 22], [1, 33], [2, 44], [2, 55], [2, 66]])
  }

  @Test("come to the same bits whoever computes which nodes of which")
  func nodes() throws {
    let alone = try Self.run()
    for workers: @Sendable (Int) -> Int in [{ _ in 2 }, { _ in 3 }, { 1 + $0 % 3 }] {
      let session = try Self.run(workers: workers)
      #expect(session.weights.values.isIdentical(to: alone.weights.values))
      #expect(session.weights.counters == alone.weights.counters)
      for (one, other) in zip(session.optimizer.snapshot, alone.optimizer.snapshot) {
        #expect(one.values.isIdentical(to: other.values))
      }
    }
  }

  @Test("of one name draw different random bits, and each divides by what its losses count")
  func randomness() throws {
    let program = AlternatingProgram()
    let executor = NodeExecutor(program, seed: 1, team: .serial)
    let weights = program.initialWeights(seed: 1)
    let results = Self.rounds.prefix(3).map { round in
      executor.run(
        Node(lo: 0, hi: 3), of: round, on: Self.examples[round.examples], weights: weights)
    }
    let contributions = results.compactMap { $0.contribution?.dense }
    #expect(contributions.count == 3 && !contributions[0].isIdentical(to: contributions[1]))
    #expect(results.map { $0.totals.form?.groups.numbers } == [[1], [1], [0]])
    #expect(results.map(\.totals.denominators.count) == [1, 1, 0])
    let labels = Self.examples.batch()[TinyProgram.label].values.prefix(11)
    #expect(results[0].totals.denominators == [labels.reduce(0.0) { $0 + Double($1) / 2 }])
  }

  @Test("are one step in the record, whose metrics and times are those of all of them")
  func record() throws {
    let session = try SingleProcessLoop(
      AlternatingProgram(), configuration: JobConfiguration(epochs: 2, batchSize: 10, shards: 2),
      examples: RandomExamples.splits(training: 25, validation: 7, test: 5), team: .serial
    ).run()
    #expect(session.record.epochs.map(\.steps) == [3, 3])
    #expect(session.record.epochs.allSatisfy { $0.metrics.map(\.name).contains("val_loss") })
    // Three stages of three steps and a validation, twice, and a test.
    #expect(session.record.roundDigests.count == 2 * (9 + 1) + 1)
    #expect(session.optimizer.stepCounts == [6, 12])
    #expect(session.weights.counters == [6, 2 * 3 * 25])
  }
}
