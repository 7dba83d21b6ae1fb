import Learning
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@Suite("The digest of probes", .timeLimit(.minutes(1)))
struct ProbeDigestTests {
  private static func schedule(batchSize: Int = 10, shards: Int = 2, test: Int = 10) -> JobSchedule
  {
    JobSchedule(
      epochs: 1, batchSize: batchSize, shards: shards, trainingExamples: 50,
      validationExamples: 20, testExamples: test)
  }

  @Test("is the same whenever and wherever it is computed")
  func stable() async throws {
    let first = ProbeDigest.compute(TinyProgram(), for: Self.schedule())
    #expect(first.count == 64 && first.allSatisfy(\.isHexDigit))
    #expect(ProbeDigest.compute(TinyProgram(), for: Self.schedule()) == first)
    let other = try await ThreadOutcome {
      ProbeDigest.compute(TinyProgram(), for: Self.schedule())
    }.get()
    #expect(other == first)
  }

  @Test("covers every size that a shard can have, and no other")
  func sizes() {
    func sizes(_ batch: Int, _ shards: Int, _ training: Int, _ validation: Int, _ test: Int)
      -> [Int]
    {
      ProbeDigest.shardSizes(
        of: JobSchedule(
          epochs: 1, batchSize: batch, shards: shards, trainingExamples: training,
          validationExamples: validation, testExamples: test))
    }
    #expect(sizes(32, 1, 50_000, 10_000, 10_000) == [16, 32])
    #expect(sizes(32, 3, 64, 0, 0) == [10, 11])
    #expect(sizes(32, 8, 35, 0, 0) == [1, 4])
    #expect(sizes(100, 2, 30, 0, 7) == [3, 4, 15])
    for (batch, shards, examples) in [(32, 3, 101), (7, 8, 30), (50, 4, 49)] {
      let schedule = JobSchedule(
        epochs: 1, batchSize: batch, shards: shards, trainingExamples: examples,
        validationExamples: 0, testExamples: 0)
      var met: Set<Int> = []
      for round in schedule {
        for shard in 0..<shards { met.insert(round.plan.range(ofShard: shard).count) }
      }
      #expect(ProbeDigest.shardSizes(of: schedule) == met.subtracting([0]).sorted())
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
      var optimizer: any Optimizer { base.optimizer }
      let classCount = 3
      typealias Metrics = TinyProgram.Metrics
      func trainStep(
        _ batch: Batch, in step: StepContext, updating metrics: inout Metrics
      ) -> Gradients {
        let pass = step.forwardPass(on: GradientTape())
        let losses = sparseCategoricalCrossEntropy(
          predicted: model(batch.inputs, in: pass), expected: batch.labels)
        metrics.loss.updateState(losses)
        return step.gradients(of: mean(losses), in: pass)
      }
      func testStep(_ batch: Batch, in step: StepContext, updating metrics: inout Metrics) {}
    }
    let digests = [
      ProbeDigest.compute(TinyProgram(), for: Self.schedule()),
      ProbeDigest.compute(TinyProgram(), for: Self.schedule(batchSize: 12)),
      ProbeDigest.compute(TinyProgram(), for: Self.schedule(shards: 3)),
      ProbeDigest.compute(TinyProgram(), for: Self.schedule(test: 11)),
      ProbeDigest.compute(Wider(), for: Self.schedule()),
    ]
    #expect(Set(digests).count == digests.count)
  }
}
