import Learning
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@Suite("The digest of probes", .computing)
struct ProbeDigestTests {
  private static func shape(batchSize: Int = 10, shards: Int = 2, test: Int = 10) -> JobShape {
    JobShape(
      batchSize: batchSize, shards: shards, trainingExamples: 50,
      validationExamples: 20, testExamples: test)
  }

  @Test("is the same whenever and wherever it is computed")
  func stable() async throws {
    let first = ProbeDigest.compute(TinyProgram(), for: Self.shape())
    #expect(first.count == 64 && first.allSatisfy(\.isHexDigit))
    #expect(ProbeDigest.compute(TinyProgram(), for: Self.shape()) == first)
    let other = try await ThreadOutcome {
      ProbeDigest.compute(TinyProgram(), for: Self.shape())
    }.get()
    #expect(other == first)
  }

  @Test("of bare products is that of any program with these shapes, and of no other shapes")
  func products() {
    let products = ProbeDigest.computeProducts(TinyProgram(), for: Self.shape())
    let other = Dropping(rate: 0.5)
    #expect(ProbeDigest.computeProducts(other, for: Self.shape()) == products)
    #expect(
      ProbeDigest.compute(other, for: Self.shape())
        != ProbeDigest.compute(TinyProgram(), for: Self.shape()))
    #expect(
      ProbeDigest.computeProducts(TinyProgram(), for: Self.shape(batchSize: 12)) != products)
  }

  @Test("comes with a text that says what a program was made with, and differs if that does")
  func description() {
    let parts = ProgramDescription(of: Dropping(rate: 0.5)).parts
    #expect(
      parts == [
        "model: Sequential(isTrainable: true, inputShape: [12])",
        "dense: Dense(units: 7, activation: relu, \(Self.initializers), isTrainable: true)",
        "dropout: Dropout(rate: 0.5)",
        "dense_1: Dense(units: 3, activation: softmax, \(Self.initializers), isTrainable: true)",
        "optimizer: RMSprop(variables: everything, learningRate: 0.01, rho: 0.9, momentum: 0.0, "
          + "epsilon: 1e-07, centered: false, clipping: nil)",
        "fields: image: uint8[12] scaled to 0...1, label: uint8[] in 0...2",
        "metrics: loss, sparse_categorical_accuracy", "base: Base", "names: 2 of (a, b)",
        "note: nil",
      ])
    #expect(ProgramDescription(of: Dropping(rate: 0.25)).parts[2] == "dropout: Dropout(rate: 0.25)")
  }

  private static let initializers =
    "kernelInitializer: Initializer(values: VarianceScaling(scale: 1.0, mode: fanAverage, "
    + "distribution: uniform)), biasInitializer: Initializer(values: ConstantValues(value: 0.0))"

  @Test("covers every size that a shard can have, and no other")
  func sizes() {
    func sizes(_ batch: Int, _ shards: Int, _ training: Int, _ validation: Int, _ test: Int)
      -> [Int]
    {
      ProbeDigest.shardSizes(
        of: JobShape(
          batchSize: batch, shards: shards, trainingExamples: training,
          validationExamples: validation, testExamples: test))
    }
    #expect(sizes(32, 1, 50_000, 10_000, 10_000) == [16, 32])
    #expect(sizes(32, 3, 64, 0, 0) == [10, 11])
    #expect(sizes(32, 8, 35, 0, 0) == [1, 4])
    #expect(sizes(100, 2, 30, 0, 7) == [3, 4, 15])
    for (batch, shards, examples) in [(32, 3, 101), (7, 8, 30), (50, 4, 49)] {
      let shape = JobShape(batchSize: batch, shards: shards, trainingExamples: examples)
      var met: Set<Int> = []
      for batch in Pass(.training, epoch: 0, of: shape) {
        for shard in 0..<shards { met.insert(batch.plan.range(ofShard: shard).count) }
      }
      #expect(ProbeDigest.shardSizes(of: shape) == met.subtracting([0]).sorted())
    }
  }

  @Test("differs between sizes and between programs")
  func sensitive() {
    struct Wider: TrainingProgram {
      static let name = "wider"
      let base = TinyProgram()
      let model = Sequential(input: [12]) {
        Dense(8, activation: .relu)
        Dropout(0.25)
        Dense(3, activation: .softmax)
      }
      var optimizers: Optimizers { base.optimizers }
      let fields = TinyProgram.columns
      typealias Metrics = TinyProgram.Metrics
      var metrics: Metrics { Metrics() }
      func trainStep(
        _ batch: Batch, in step: Step, updating metrics: inout Metrics
      ) -> Gradients {
        let tape = step.tape()
        let losses = sparseCategoricalCrossEntropy(
          predicted: model(batch[TinyProgram.image], training: true, on: tape),
          expected: batch[TinyProgram.label])
        metrics.loss.updateState(losses)
        return tape.gradients(of: losses)
      }
      func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {}
    }
    let digests = [
      ProbeDigest.compute(TinyProgram(), for: Self.shape()),
      ProbeDigest.compute(TinyProgram(), for: Self.shape(batchSize: 12)),
      ProbeDigest.compute(TinyProgram(), for: Self.shape(shards: 3)),
      ProbeDigest.compute(TinyProgram(), for: Self.shape(test: 11)),
      ProbeDigest.compute(Wider(), for: Self.shape()),
    ]
    #expect(Set(digests).count == digests.count)
  }
}

/// ``TinyProgram`` with a dropout rate of its own, and things that no text should depend on.
private struct Dropping: TrainingProgram {
  static let name = TinyProgram.name
  let model: Sequential
  var optimizers: Optimizers { RMSprop(learningRate: 0.01) }
  let fields = TinyProgram.columns
  private let base = Base()
  private let names: Set<String> = ["b", "a"]
  private let note: Int? = nil
  typealias Metrics = TinyProgram.Metrics
  var metrics: Metrics { Metrics() }

  private final class Base: Sendable {}

  init() { self.init(rate: 0.5) }

  init(rate: Float) {
    model = Sequential(input: [12]) {
      Dense(7, activation: .relu)
      Dropout(rate)
      Dense(3, activation: .softmax)
    }
  }

  func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    let tape = step.tape()
    let predictions = model(batch[TinyProgram.image], training: true, on: tape)
    let losses = sparseCategoricalCrossEntropy(
      predicted: predictions, expected: batch[TinyProgram.label])
    return tape.gradients(of: losses)
  }

  func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {}
}
