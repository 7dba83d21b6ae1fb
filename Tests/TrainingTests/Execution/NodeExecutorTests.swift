import Learning
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@Suite("Computing nodes", .computing)
struct NodeExecutorTests {
  // The last sizes leave shards empty.
  private static let sizes = [24, 23, 7, 3, 1]
  private static let shards = [1, 2, 3, 5, 8]

  /// The definition of the tree, written down once more.
  private func sum(_ lo: Int, _ hi: Int, _ shard: (Int) -> NodeResult) -> NodeResult {
    if hi - lo == 1 { return shard(lo) }
    var half = 1
    while half * 2 < hi - lo { half *= 2 }
    return sum(lo, lo + half, shard) + sum(lo + half, hi, shard)
  }

  @Test("The root is the sum of its shards in the order of the tree", arguments: sizes, shards)
  func sumOfShards(count: Int, shards: Int) {
    let bench = NodeBench(examples: count, shards: shards)
    let expected = sum(0, shards) { bench.run(Node(shard: $0)) }
    #expect(bench.whole.isIdentical(to: expected))
  }

  @Test("Every cut of the tree among workers gives the bits of the root", arguments: sizes, shards)
  func assignments(count: Int, shards: Int) throws {
    for phase in Phase.allCases {
      let bench = NodeBench(examples: count, shards: shards, phase: phase)
      let whole = bench.whole
      for workers in 1...8 {
        let frontier = bench.tree.assignment(workers: workers).flatMap { $0 }
        let plan = try #require(ReductionPlan(root: bench.tree.root, frontier: frontier))
        let folded = plan.fold(frontier.map(bench.run)) { $0 = $0 + $1 }
        #expect(folded.isIdentical(to: whole), "\(phase), \(workers) workers")
      }
    }
  }

  @Test("The number of threads does not matter", arguments: [2, 3, 8], shards)
  func threads(count: Int, shards: Int) {
    for size in [24, 7, 3] {
      let alone = NodeBench(examples: size, shards: shards).whole
      let shared = NodeBench(examples: size, shards: shards, threads: count)
      for _ in 0..<5 { #expect(shared.whole.isIdentical(to: alone)) }
    }
  }

  @Test("Weighted shards add up to the gradient of the whole batch", arguments: sizes, shards)
  func weighted(count: Int, shards: Int) throws {
    let whole = try #require(NodeBench(examples: count, shards: 1).whole.contribution).dense
    let cut = try #require(NodeBench(examples: count, shards: shards).whole.contribution).dense
    #expect(whole.values.contains { abs($0) > 1e-3 })
    for (one, other) in zip(whole.values, cut.values) { #expect(abs(one - other) < 2e-6) }
  }

  @Test("The gradient of a batch is that of the mean loss", arguments: [24, 7])
  func meanLoss(count: Int) throws {
    let bench = NodeBench(examples: count, shards: 3)
    let program = TinyProgram()
    let tape = Step(of: program.declareLayers(), weights: bench.weights, seed: 1).tape()
    let losses = sparseCategoricalCrossEntropy(
      predicted: program.model(bench.examples.batch()[TinyProgram.image], training: true, on: tape),
      expected: bench.examples.batch()[TinyProgram.label])
    let expected = tape.gradients(of: losses).values
    let gradients = try #require(bench.whole.contribution).dense
    for (one, other) in zip(gradients.values, expected.values) { #expect(abs(one - other) < 2e-6) }
    let loss = losses.values.reduce(0.0) { $0 + Double($1) }
    // Products of a shard and of the whole batch may round otherwise: of which shapes depends on the
    // instruction set.
    #expect(abs(bench.whole.metrics[0].total - loss) < 1e-6 * loss)
  }

  @Test("Each example is counted once in every metric", arguments: sizes, shards)
  func counts(count: Int, shards: Int) {
    for phase in Phase.allCases {
      let result = NodeBench(examples: count, shards: shards, phase: phase).whole
      #expect(result.metrics.map(\.count) == [count, count])
      #expect((result.contribution == nil) == (phase != .training))
    }
  }

  @Test("An empty shard gives zeros and counts nothing")
  func emptyShard() throws {
    let bench = NodeBench(examples: 2, shards: 8)
    let empty = try #require((0..<8).first { bench.round.plan.range(ofShard: $0).isEmpty })
    let result = bench.run(Node(shard: empty))
    #expect(result.contribution?.dense.values.allSatisfy { $0.bitPattern == 0 } == true)
    #expect(result.contribution?.count == bench.weights.layout.trainableCount)
    #expect(result.metrics == [MetricState(.sum, .sum), MetricState(.sum, .sum)])
  }

  @Test("A sign of life is given after each wave of shards", arguments: [(1, 8), (3, 3), (8, 1)])
  func waves(threads: Int, waves: Int) {
    let bench = NodeBench(examples: 24, shards: 8, threads: threads)
    var calls = 0
    _ = bench.executor.run(
      bench.tree.root, of: bench.round, on: bench.examples, weights: bench.weights
    ) { calls += 1 }
    #expect(calls == waves)
  }

  @Test("Few examples cost no more in 65,536 shards than their number")
  func manyShards() {
    for phase in Phase.allCases {
      let bench = NodeBench(examples: 5, shards: JobShape.maximumShards, phase: phase)
      var waves = 0
      let result = bench.executor.run(
        bench.tree.root, of: bench.round, on: bench.examples, weights: bench.weights
      ) { waves += 1 }
      // One of one thread for each shard that has an example, and for each node beside the way to it.
      #expect((5...5 * 17).contains(waves))
      #expect(result.metrics.map(\.count) == [5, 5])
    }
  }

  @Test("Epoch, step and seed change a training round, and only that")
  func address() throws {
    let schedule = JobSchedule(
      epochs: 2, batchSize: 8, shards: 2, trainingExamples: 16, validationExamples: 8,
      testExamples: 8)
    let examples = RandomExamples.make(8, inputs: 12, classes: 3, seed: 1)
    let weights = TinyProgram().initialWeights(seed: 1)
    func run(_ round: Round, seed: UInt64 = 1) -> NodeResult {
      NodeExecutor(TinyProgram(), seed: seed, team: .serial)
        .run(Node(lo: 0, hi: 2), of: round, on: examples, weights: weights)
    }
    let training = schedule.filter { $0.phase == .training }
    let results = training.map { run($0) } + [run(training[0], seed: 2)]
    for (index, result) in results.enumerated() {
      for other in results[..<index] { #expect(!result.isIdentical(to: other)) }
    }
    let validation = schedule.filter { $0.phase == .validation }
    #expect(run(validation[0]).isIdentical(to: run(validation[1], seed: 2)))
  }

  @Test(
    "State and counters of shards are merged by their rules, over uneven and empty shards, too",
    arguments: [(24, 1), (23, 3), (7, 5), (3, 8)])
  func state(count: Int, shards: Int) throws {
    let program = StatefulProgram()
    let weights = program.initialWeights(seed: 1)
    let layout = weights.layout
    let schedule = JobSchedule(
      epochs: 1, batchSize: count, shards: shards, trainingExamples: count,
      validationExamples: count, testExamples: 0)
    let examples = RandomExamples.make(count, inputs: 12, classes: 3, seed: 11)
    let root = ReductionTree(shards: shards).root
    let runs = [1, 3].map { threads in
      NodeExecutor(program, seed: 1, team: ThreadTeam(threads: threads))
        .run(root, of: schedule[0], on: examples, weights: weights)
    }
    #expect(runs[0].isIdentical(to: runs[1]))
    let contribution = try #require(runs[0].contribution)
    func change(of name: String) throws -> [Float] {
      let index = try #require(layout.variables.firstIndex { $0.name == name })
      return contribution[layout.ranges[index]].values
    }
    #expect(contribution.count == layout.contributionCount)
    #expect(runs[0].counters == [1, Int64(count)])

    // What each shard makes of it, by hand.
    var (means, sums) = ([Float](repeating: 0, count: 40), [Float](repeating: 0, count: 40))
    let plan = schedule[0].plan
    let sizes = (0..<shards).map { plan.range(ofShard: $0).count }
    for shard in 0..<shards where sizes[shard] > 0 {
      let rows = examples[plan.range(ofShard: shard)].batch()[TinyProgram.image]
      let dense = TensorCore.dense(
        rows, kernel: weights[0], bias: weights[1], activation: .relu
      ).values
      let share = Float(sizes[shard]) / Float(count)
      for column in 0..<40 {
        let values = stride(from: column, to: dense.count, by: 40).map { dense[$0] }
        means[column] += share * 0.1 * values.reduce(0, +) / Float(sizes[shard])
        let mean = values.reduce(0, +) / Float(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)
        sums[column] += values.reduce(0) { $0 + ($1 - mean) / (variance + 1e-3).squareRoot() }
      }
    }
    for (one, other) in zip(try change(of: "batch_normalization/moving_mean"), means) {
      #expect(abs(one - other) < 1e-5)
    }
    for (one, other) in zip(try change(of: "tally/sum"), sums) { #expect(abs(one - other) < 1e-3) }
    let first = try #require(sizes.first { $0 > 0 })
    #expect(try change(of: "tally/last") == [Float(first)])

    let evaluation = NodeExecutor(program, seed: 1, team: .serial)
      .run(root, of: schedule[1], on: examples, weights: weights)
    #expect(evaluation.contribution == nil && evaluation.counters == [])
  }
}
