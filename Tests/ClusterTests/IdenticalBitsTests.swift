import Cluster
import TestSupport
import Testing
import Training

@Suite("A cluster over real sockets", .serialized, .blocking)
struct IdenticalBitsTests {
  @Test(
    "gives the bits of the plain loop, whatever the workers and shards",
    arguments: ClusterHarness.Transport.allCases,
    [(1, 1), (1, 3), (2, 2), (2, 3), (3, 2), (4, 8), (7, 3)])
  func workersAndShards(
    transport: ClusterHarness.Transport, counts: (workers: Int, shards: Int)
  ) async throws {
    let harness = ClusterHarness(transport, workers: counts.workers, shards: counts.shards)
    #expect(try await harness.run() == harness.single())
  }

  @Test(
    "gives the bits of the plain loop with uneven last batches",
    arguments: [1, 7, 32, 50, 1000])
  func batchSizes(batchSize: Int) async throws {
    var harness = ClusterHarness()
    harness.job.batchSize = batchSize
    harness.job.shards = 3
    #expect(try await harness.run() == harness.single())
  }

  @Test(
    "gives the bits of the plain loop with batches that are read where they lie, and larger ones",
    arguments: ClusterHarness.Transport.allCases, [10_000, 100_000])
  func largeBatches(transport: ClusterHarness.Transport, batchSize: Int) async throws {
    var harness = ClusterHarness()
    harness.transport = transport
    harness.job.batchSize = batchSize
    harness.examples = RandomExamples.splits(training: 205_000, validation: 11_000, test: 30)
    #expect(try await harness.run() == harness.single())
  }

  @Test("gives the bits of the plain loop with threads in the workers", arguments: [1, 2, 3, 8])
  func threads(threads: Int) async throws {
    var harness = ClusterHarness()
    harness.threads = threads
    harness.job.shards = 4
    #expect(try await harness.run() == harness.single())
  }

  @Test(
    "gives the bits of the plain loop to state and counters, too, over uneven and empty shards",
    arguments: ClusterHarness.Transport.allCases, [(1, 1), (2, 3), (3, 8)])
  func state(
    transport: ClusterHarness.Transport, counts: (workers: Int, shards: Int)
  ) async throws {
    let harness = ClusterHarness(
      transport, workers: counts.workers, shards: counts.shards, batchSize: 21)
    let bits = try await harness.run(StatefulProgram())
    #expect(try bits == harness.single(StatefulProgram()))
    // Eight batches of 150 examples, twice.
    #expect(bits.counters == [16, 300])
  }

  @Test(
    "gives the bits of the plain loop to a program of several optimizers",
    arguments: ClusterHarness.Transport.allCases, [1, 2, 3])
  func optimizers(transport: ClusterHarness.Transport, workers: Int) async throws {
    let harness = ClusterHarness(transport, workers: workers, shards: 3)
    let bits = try await harness.run(PairProgram())
    #expect(try bits == harness.single(PairProgram()))
    // A velocity of the one, a momentum and a velocity of the other.
    #expect(bits.slots.map(\.count) == [520, 28, 28])
  }

  @Test(
    "gives the bits of the plain loop to losses that count differently, over uneven and empty shards",
    arguments: ClusterHarness.Transport.allCases, [(1, 1), (2, 3), (3, 40)])
  func denominators(
    transport: ClusterHarness.Transport, counts: (workers: Int, shards: Int)
  ) async throws {
    let harness = ClusterHarness(
      transport, workers: counts.workers, shards: counts.shards, batchSize: 21)
    #expect(try await harness.run(WeightedProgram()) == harness.single(WeightedProgram()))
  }

  @Test(
    "gives the bits of the plain loop to a program whose optimizers take turns in a step",
    arguments: ClusterHarness.Transport.allCases, [(1, 3), (2, 2), (2, 3), (3, 3), (3, 40)])
  func stages(
    transport: ClusterHarness.Transport, counts: (workers: Int, shards: Int)
  ) async throws {
    let harness = ClusterHarness(
      transport, workers: counts.workers, shards: counts.shards, batchSize: 21)
    let bits = try await harness.run(AlternatingProgram())
    #expect(try bits == harness.single(AlternatingProgram()))
    // Eight steps over 150 examples, twice, in three stages each.
    #expect(bits.counters == [16, 3 * 300])
  }

  @Test(
    "gives the bits of the plain loop to weights that follow, though a step leaves most others alone",
    arguments: ClusterHarness.Transport.allCases, [1, 2, 3])
  func followers(transport: ClusterHarness.Transport, workers: Int) async throws {
    let harness = ClusterHarness(transport, workers: workers, shards: 3)
    #expect(try await harness.run(FollowingProgram()) == harness.single(FollowingProgram()))
  }

  @Test("gives other bits for another seed or another number of shards")
  func sensitivity() async throws {
    let harness = ClusterHarness()
    var otherSeed = harness
    otherSeed.job.seed += 1
    var otherShards = harness
    otherShards.job.shards = 1
    let bits = try await harness.run()
    #expect(try bits != otherSeed.single())
    #expect(try bits != otherShards.single())
  }
}
