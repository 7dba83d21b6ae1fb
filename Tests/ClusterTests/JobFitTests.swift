import ClusterProtocol
import Sharding
import TestSupport
import Testing

@testable import Cluster

@Suite("Whether a job fits a worker")
struct JobFitTests {
  private static func job(
    batchSize: Int, shards: Int = 1, inputs: Int = 12, examples: Int = 1 << 40
  ) -> JobDescription {
    let layout = TinyProgram().layout
    return JobDescription(
      program: "tiny", seed: 1,
      shape: JobShape(batchSize: batchSize, shards: shards, trainingExamples: examples),
      isa: "avx2",
      contributionCount: layout.contributionCount, weightCount: layout.count,
      fields: .image(of: inputs))
  }

  @Test("depends on the examples, on every layer's output, and on the threads")
  func estimate() {
    let fit = JobFit(TinyProgram(), threads: 1)
    // Fields of 12 and 1; layers of 7, 7 and 3 with a softmax of 3; and a loss.
    #expect(fit.bytesPerExample == 4 * 3 * (13 + 21) + 26)
    // 115 weights; the examples of nine rounds are sent ahead.
    let fixed = 4 * (2 * 115 + 2 * 115)
    #expect(fit.bytes(for: Self.job(batchSize: 1_000)) == 1_000 * (434 + 9 * 13) + fixed)
    let two = JobFit(TinyProgram(), threads: 2)
    #expect(
      two.bytes(for: Self.job(batchSize: 1_000, shards: 4))
        == 2 * 250 * (434 + 9 * 13) + fixed + 4 * 115)
    #expect(fit.bytes(for: Self.job(batchSize: 1 << 40)) > 1 << 48)
  }

  @Test("is told with what there is and what to change")
  func refusal() {
    let fit = JobFit(TinyProgram(), threads: 1)
    let job = Self.job(batchSize: 100_000)
    #expect(fit.problem(with: job, available: 60_000_000) == nil)
    #expect(
      fit.problem(with: job, available: 40_000_000)
        == "a shard of 100000 examples needs about 55 MB, and this machine has 40 MB left: "
        + "choose a smaller batch or more shards")
    #expect(
      fit.problem(with: Self.job(batchSize: 1, inputs: 784), available: 1 << 40)
        == "the job's examples have the field 'image' of 784 bytes as uint8, "
        + "this worker's program 'image' of 12 bytes as uint8")
  }

  @Test(
    "decides how large a frame it takes: what its program calls for, and more for a job that does")
  func frames() {
    var limit = FrameLimit(weightCount: 100)
    #expect(limit.bytes == 16 << 20)
    #expect(FrameLimit(weightCount: 10_000_000).bytes == 40_000_000)
    var isRaised = limit.raise(for: Self.job(batchSize: 1_000))
    #expect(!isRaised)
    isRaised = limit.raise(for: Self.job(batchSize: 2_000_000))
    #expect(isRaised)
    #expect(limit.bytes == 24_000_000)
    isRaised = limit.raise(for: Self.job(batchSize: 2_000_000))
    #expect(!isRaised)
    isRaised = limit.raise(for: Self.job(batchSize: 1 << 39, examples: 10))
    #expect(!isRaised)
  }
}
