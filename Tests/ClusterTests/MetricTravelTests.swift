import Cluster
import ClusterProtocol
import Learning
import TestSupport
import Testing
import Training

@Suite("Metrics of every kind in a cluster", .serialized, .blocking)
struct MetricTravelTests {
  @Test(
    "have the bits of the plain loop, over uneven shards and empty ones",
    arguments: ClusterHarness.Transport.allCases, [(2, 3, 7), (3, 8, 5)])
  func travel(
    transport: ClusterHarness.Transport, counts: (workers: Int, shards: Int, batchSize: Int)
  ) async throws {
    var harness = ClusterHarness()
    harness.transport = transport
    harness.workers = counts.workers
    harness.job.shards = counts.shards
    harness.job.batchSize = counts.batchSize
    #expect(try await harness.run(MeasuredProgram()) == harness.single(MeasuredProgram()))
  }

  @Test("show their own results, not a mean of something")
  func results() throws {
    let harness = ClusterHarness()
    let record = try SingleProcessLoop(
      MeasuredProgram(), configuration: harness.job, examples: harness.examples, team: .serial
    ).run().record
    #expect(record.test.map(\.name) == MeasuredProgram().metrics.names)
    let ratio = try #require(record.test.first { $0.name == "loss_ratio" })
    #expect(ratio.value > 1 && ratio.value.isFinite)
    let area = try #require(record.test.first { $0.name == "auc" })
    #expect(area.value > 0.3 && area.value < 1)
  }

  @Test("may be as large in one process as a message carries")
  func limit() {
    #expect(MetricFault.mostNumbers == CoordinatorMachine.Configuration.mostMetricParts)
  }
}
