import ClusterProtocol
import Sharding
import TestSupport
import Testing

@testable import Cluster

@Suite("The plan of shared memory", .computing)
struct SharedMemoryPlanTests {
  private static func plan(batchSize: Int, shards: Int, workers: Int) -> SharedMemoryPlan {
    let shape = JobShape(batchSize: batchSize, shards: shards, trainingExamples: 1_000_000)
    let job = JobDescription(
      program: "p", seed: 1, shape: shape, isa: "avx2", contributionCount: 10,
      weightCount: 10, fields: .image(of: 784), deadAfter: .seconds(6))
    return SharedMemoryPlan(for: job, workers: workers)
  }

  @Test(
    "has room for the largest share of a batch, and little if that is too large",
    arguments: [
      (32, 2, 2, 32 * 1024), (512, 2, 2, 204_800), (512, 2, 1, 405_504),
      (512, 8, 8, 53_248), (1024, 1, 1, 32 * 1024), (4096, 2, 2, 32 * 1024),
    ])
  func workSlots(batchSize: Int, shards: Int, workers: Int, bytes: Int) {
    let plan = Self.plan(batchSize: batchSize, shards: shards, workers: workers)
    #expect(plan.workSlotBytes == bytes)
  }

  @Test(
    "has a slot for each node of a worker, up to four",
    arguments: [(2, 2, 1), (3, 2, 2), (8, 3, 2), (100, 3, 4), (1, 5, 1)])
  func gradientSlots(shards: Int, workers: Int, slots: Int) {
    #expect(
      Self.plan(batchSize: 32, shards: shards, workers: workers).gradientSlots == slots)
  }
}
