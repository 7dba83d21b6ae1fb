import Learning
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@Suite("Losses that count differently", .computing)
struct DenominatorTests {
  private static let examples = RandomExamples.make(29, inputs: 12, classes: 3, seed: 5)

  private static func round(shards: Int) -> Round {
    JobSchedule(
      epochs: 1, batchSize: 29, shards: shards, trainingExamples: 29, validationExamples: 0,
      testExamples: 0)[0]
  }

  private static func run(
    _ program: WeightedProgram, shards: Int, nodes: [Node]? = nil
  ) -> [(node: Node, result: NodeResult)] {
    let executor = NodeExecutor(program, seed: 1, team: .serial)
    let round = round(shards: shards)
    return (nodes ?? [Node(lo: 0, hi: shards)]).map { node in
      (
        node,
        executor.run(
          node, of: round, on: examples[round.plan.range(of: node)],
          weights: program.initialWeights(seed: 1))
      )
    }
  }

  /// The gradients that an update is made of.
  private static func reduced(
    _ program: WeightedProgram, shards: Int, nodes: [Node]? = nil
  ) throws -> (gradients: Gradients, weights: Weights) {
    let observer = RecordingObserver(wantsTensors: true)
    let weights = program.initialWeights(seed: 1)
    let session = TrainingSession(
      program,
      shape: JobShape(batchSize: 29, shards: shards, trainingExamples: 29), weights: weights,
      team: .serial, observer: observer)
    try session.complete(
      round(shards: shards), with: run(program, shards: shards, nodes: nodes))
    return (try #require(observer.lastGradients), session.weights)
  }

  /// What the gradients should be: of each example alone, weighted, summed and divided, in Float64.
  private static func expected(_ program: WeightedProgram, weights: [Float]) -> [Double] {
    let layout = program.layout
    var sum = [Double](repeating: 0, count: layout.trainableCount)
    var total = 0.0
    let plain = WeightedProgram(classWeights: [1, 1, 1])
    let layers = plain.declareLayers()
    for index in 0..<examples.count {
      let batch = examples[index..<index + 1].batch()
      let label = Int(batch[TinyProgram.label].values[0])
      let step = Step(of: layers, weights: program.initialWeights(of: layers, seed: 1), seed: 1)
      var metrics = program.metrics
      let single = plain.trainStep(batch, in: step, updating: &metrics)
      for (element, value) in single.values.values.enumerated() {
        sum[element] += Double(weights[label]) * Double(value)
      }
      total += Double(weights[label])
    }
    return sum.map { total == 0 ? 0 : $0 / total }
  }

  @Test(
    "give the gradient of their weighted mean over the global batch", arguments: [1, 2, 3, 8, 40])
  func weighted(shards: Int) throws {
    let weights: [Float] = [0, 1, 2.5]
    let program = WeightedProgram(classWeights: weights)
    let gradients = try Self.reduced(program, shards: shards).gradients
    let expected = Self.expected(program, weights: weights)
    let largest = expected.map(abs).max() ?? 0
    for (value, wanted) in zip(gradients.values.values, expected) {
      #expect(abs(Double(value) - wanted) < 1e-5 * largest)
    }
    #expect(gradients.totals.denominators.count == 2, "one for each group")
    let total = Self.examples.batch()[TinyProgram.label].values.reduce(0.0) {
      $0 + Double(weights[Int($1)])
    }
    #expect(gradients.totals.denominators == [total, total])
  }

  @Test("come to the same bits whoever computes which nodes", arguments: [3, 8, 40])
  func nodes(shards: Int) throws {
    let program = WeightedProgram(classWeights: [0.1, 1 / 3, 0.7])
    let whole = try Self.reduced(program, shards: shards)
    for workers in [2, 3, 7] {
      let nodes = ReductionTree(shards: shards).assignment(workers: workers).flatMap { $0 }
      let parts = try Self.reduced(program, shards: shards, nodes: nodes)
      #expect(parts.gradients.values.isIdentical(to: whole.gradients.values))
      #expect(parts.gradients.totals == whole.gradients.totals)
      #expect(parts.weights.values.isIdentical(to: whole.weights.values))
    }
  }

  @Test("of which none counts leave gradients of zero")
  func nothing() throws {
    let program = WeightedProgram(classWeights: [0, 0, 0])
    let (gradients, weights) = try Self.reduced(program, shards: 3)
    #expect(gradients.values.values.allSatisfy { $0.bitPattern == 0 })
    #expect(gradients.totals.denominators == [0, 0])
    #expect(weights.values.isIdentical(to: program.initialWeights(seed: 1).values))
  }

  @Test("are divided once: their sum is not")
  func sum() throws {
    let weighted = try Self.reduced(WeightedProgram(), shards: 1).gradients
    let sum = try Self.reduced(
      WeightedProgram(classWeights: [0, 1, 2.5], reduction: "sum"), shards: 1
    )
    .gradients
    #expect(sum.totals.denominators.isEmpty)
    let total = weighted.totals.denominators[0]
    for (value, other) in zip(weighted.values.values, sum.values.values) {
      #expect(value == Float(Double(other) / total))
    }
  }

  @Test("of weights beyond all numbers end the training, and the place is told")
  func faults() throws {
    let error = #expect(throws: TrainingError.self) {
      _ = try Self.reduced(WeightedProgram(classWeights: [1, .nan, 1]), shards: 1)
    }
    #expect(error?.problem == "the loss is nan in shard 0")
    let program = WeightedProgram()
    let session = TrainingSession(
      program,
      shape: JobShape(batchSize: 29, shards: 1, trainingExamples: 29),
      weights: program.initialWeights(seed: 1), team: .serial)
    let result = Self.run(program, shards: 1)[0].result
    let form = try #require(result.totals.form)
    let other = #expect(throws: TrainingError.self) {
      try session.complete(
        Self.round(shards: 1),
        with: [
          (
            Node(shard: 0),
            NodeResult(
              contribution: result.contribution,
              totals: LossTotals(form: form, denominators: [1, .infinity]), metrics: result.metrics)
          )
        ])
    }
    #expect(other?.problem == "the sum of the losses' weights is inf in shard 0")
  }

  @Test("as a mean have the bits of the mean that a step takes itself")
  func mean() throws {
    struct Asking: TinyClassifier {
      static let name = "asking"
      let model = TinyProgram().model
      let optimizers = TinyProgram().optimizers
      func gradients(of losses: Tensor, for batch: Batch, on tape: StepTape) -> Gradients {
        tape.gradients(of: losses, reduction: .mean)
      }
    }
    let splits = RandomExamples.splits(training: 100, validation: 0, test: 0)
    let job = JobConfiguration(epochs: 1, batchSize: 17, shards: 3)
    let asking = try SingleProcessLoop(
      Asking(), configuration: job, examples: splits, team: .serial
    ).run()
    let tiny = try SingleProcessLoop(
      TinyProgram(), configuration: job, examples: splits, team: .serial
    ).run()
    #expect(asking.weights.values.isIdentical(to: tiny.weights.values))
  }

  @Test("that make a step's numbers infinite leave it out, if the program wants that")
  func skipping() throws {
    struct Careful: TinyClassifier {
      static let name = "careful"
      let model = StatefulProgram().model
      let optimizers = StatefulProgram().optimizers
      var skipsFaultySteps: Bool { true }
      func gradients(of losses: Tensor, for batch: Batch, on tape: StepTape) -> Gradients {
        tape.gradients(
          of: tape.step.address.step == 1 ? losses * Float.infinity : losses, reduction: .mean)
      }
    }
    func run(examples: Int) throws -> TrainingSession<Careful> {
      try SingleProcessLoop(
        Careful(), configuration: JobConfiguration(epochs: 1, batchSize: 10, shards: 2),
        examples: RandomExamples.splits(training: examples, validation: 0, test: 0), team: .serial
      ).run()
    }
    let (one, two) = (try run(examples: 10), try run(examples: 20))
    #expect(one.skippedStages == 0 && two.skippedStages == 1)
    #expect(two.weights.values.isIdentical(to: one.weights.values))
    #expect(two.weights.counters == one.weights.counters && two.optimizer.stepCounts == [1])
    #expect(two.record.roundDigests.count == 2)
  }
}
