import Learning
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@Suite("The loop in one process", .computing)
struct SingleProcessLoopTests {
  private static let splits = RandomExamples.splits(training: 200, validation: 40, test: 30)

  private static func loop(
    _ configuration: JobConfiguration, threads: Int = 1
  ) -> SingleProcessLoop<TinyProgram> {
    SingleProcessLoop(
      TinyProgram(), configuration: configuration, examples: splits,
      team: ThreadTeam(threads: threads))
  }

  @Test("learns, and is as good on examples it has not seen")
  func learns() throws {
    let record = try Self.loop(JobConfiguration(epochs: 6, batchSize: 10)).run().record
    let losses = record.epochs.map { $0.metrics[0].value }
    #expect(record.epochs.count == 6 && losses[5] < losses[0] / 2)
    #expect(record.test[1].name == "sparse_categorical_accuracy" && record.test[1].value > 0.95)
  }

  @Test("does not begin with examples that the program can't take, and names both shapes")
  func unfitInputs() throws {
    let wide = ExampleSplits(
      training: RandomExamples.make(20, inputs: 12, classes: 3, seed: 1),
      validation: RandomExamples.make(0, inputs: 12, classes: 3, seed: 1),
      test: RandomExamples.make(5, inputs: 30, classes: 3, seed: 1))
    let error = #expect(throws: TrainingError.self) {
      try SingleProcessLoop(
        TinyProgram(), configuration: JobConfiguration(), examples: wide, team: .serial
      ).run()
    }
    #expect(
      error?.description
        == "giving the test examples to the program tiny: the program takes the field image: "
        + "uint8[12] scaled to 0...1, and the data has image: uint8[30] scaled to 0...1. "
        + "Declare the field as the data has it, or take other data.")
    #expect(error?.fault == .input)
  }

  @Test("does not begin with a label beyond the program's classes")
  func unfitLabels() throws {
    let many = RandomExamples.make(50, inputs: 12, classes: 4, seed: 1)
    let wide = Field.classes("label", count: 4)
    let index = try #require(many.batch()[wide].values.firstIndex(of: 3))
    let few = RandomExamples.make(5, inputs: 12, classes: 3, seed: 1)
    let error = #expect(throws: ExampleMismatch.self) {
      try ExampleSplits(training: few, validation: many, test: few)
        .fitted(to: TinyProgram())
    }
    #expect(
      error?.code == .number("3", example: index, TinyProgram.label.specification)
        && error?.phase == .validation)
    #expect(error?.problem.contains("example \(index) has 3 there") == true)
  }

  @Test("does not begin with optimizers that leave a variable out, and names it")
  func unclaimed() throws {
    struct Halved: TrainingProgram {
      static let name = "halved"
      let base = TinyProgram()
      var model: Sequential { base.model }
      var optimizers: Optimizers { RMSprop(for: .under("dense")) }
      var fields: Fields { TinyProgram.columns }
      var metrics: TinyProgram.Metrics { base.metrics }
      func trainStep(
        _ batch: Batch, in step: Step, updating metrics: inout TinyProgram.Metrics
      ) -> Gradients { base.trainStep(batch, in: step, updating: &metrics) }
      func testStep(
        _ batch: Batch, in step: Step, updating metrics: inout TinyProgram.Metrics
      ) {}
    }
    let error = #expect(throws: TrainingError.self) {
      try SingleProcessLoop(
        Halved(), configuration: JobConfiguration(), examples: Self.splits, team: .serial
      ).run()
    }
    #expect(error?.activity == "sharing out the variables of halved to its optimizers")
    #expect(error?.problem.hasPrefix("no optimizer claims dense_1/kernel") == true)
    #expect(error?.remedy.hasPrefix("Give the variable an optimizer") == true)
    #expect(error?.fault == .input)
  }

  @Test("has the same bits on any number of threads", arguments: [2, 3, 8], [1, 3, 8])
  func threads(count: Int, shards: Int) throws {
    let configuration = JobConfiguration(epochs: 1, batchSize: 32, shards: shards)
    let alone = try Self.loop(configuration).run()
    let shared = try Self.loop(configuration, threads: count).run()
    #expect(shared.weights.values.isIdentical(to: alone.weights.values))
    #expect(shared.record.roundDigests == alone.record.roundDigests)
  }

  @Test("has the same bits again with the same seed, and others with another")
  func seeds() throws {
    func weights(_ seed: UInt64) throws -> Tensor {
      try Self.loop(JobConfiguration(epochs: 1, seed: seed)).run().weights.values
    }
    #expect(try weights(1).isIdentical(to: weights(1)))
    #expect(try !weights(1).isIdentical(to: weights(2)))
  }

  @Test("stops before the round at which it is told to", arguments: [0, 1, 20, 21, 24, 25])
  func stops(rounds: Int) throws {
    let configuration = JobConfiguration(epochs: 2, batchSize: 10)
    let schedule = JobSchedule(configuration, over: Self.splits)
    let place = schedule[rounds]
    let observer = RecordingObserver()
    var asked = 0
    #expect(
      throws: TrainingError(
        code: .interrupted, epoch: place.epoch + 1, step: place.step + 1)
    ) {
      try Self.loop(configuration).run(observer: observer) {
        defer { asked += 1 }
        return asked == rounds
      }
    }
    #expect(observer.log.count { $0 == "round" } == rounds)
  }

  @Test("tells where the time of its steps went, all of it", arguments: [1, 3])
  func breakdown(epochs: Int) throws {
    let session = try Self.loop(JobConfiguration(epochs: epochs, batchSize: 10)).run()
    guard case .single(let parts) = StepBreakdown(ofSingle: session) else {
      Issue.record("a run without a breakdown")
      return
    }
    #expect(parts.compute > 0 && parts.reduceAndUpdate > 0 && parts.other > 0)
    let means = session.record.epochs.map(\.stepMilliseconds.mean)
    let mean = means.reduce(0, +) / Double(epochs)
    #expect(abs(parts.compute + parts.reduceAndUpdate + parts.other - mean) < 1e-6 * mean)
  }

  @Test("tells nothing of steps when it only evaluates")
  func noBreakdown() throws {
    let loop = Self.loop(JobConfiguration(epochs: 1, batchSize: 50))
    let session = try loop.evaluate(try loop.run().weights)
    #expect(StepBreakdown(ofSingle: session) == nil)
  }

  @Test("evaluates weights as the run that made them did", arguments: [1, 3])
  func evaluate(shards: Int) throws {
    let loop = Self.loop(JobConfiguration(epochs: 1, batchSize: 16, shards: shards))
    let trained = try loop.run()
    let observer = RecordingObserver()
    let evaluated = try loop.evaluate(trained.weights, observer: observer)
    #expect(evaluated.record.test == trained.record.test)
    #expect(evaluated.record.epochs.isEmpty && observer.counts == [.test: 30])
    #expect(evaluated.weights.values.isIdentical(to: trained.weights.values))
  }

  @Test("has the defaults of the command")
  func defaults() {
    let configuration = JobConfiguration()
    #expect((configuration.epochs, configuration.batchSize) == (3, 32))
    #expect((configuration.shards, configuration.seed) == (1, 1))
  }
}
