import Learning
import Sharding
import TensorCore
import Training

/// The sum of the gradients of some nodes and the optimizer, as a coordinator does it.
struct UpdateBench {
  let weights: Int
  let nodes: Int
  let threads: Int
  let steps: Int

  /// Measures the mean of some steps.
  func run() throws -> BenchSample {
    let program = ExchangeProgram(weights: weights, optimizer: RMSprop())
    let examples = BenchExamples.empty(training: steps * nodes)
    let job = JobConfiguration(epochs: 1, batchSize: nodes, shards: nodes)
    let shape = job.shape(for: examples)
    let session = TrainingSession(
      program, shape: shape, weights: program.initialWeights(of: program.declareLayers(), seed: 1),
      team: ThreadTeam(threads: threads))
    let results = (0..<nodes).map { shard in
      let gradients = MutableTensor(shape: Shape(count: weights))
      gradients.fill(with: Float(shard + 1))
      return (
        node: Node(shard: shard),
        result: NodeResult(contribution: gradients.frozen, metrics: program.metrics.states)
      )
    }
    session.beginClock()
    for batch in Pass(.training, epoch: 0, of: shape) {
      if Interruption.isWanted { throw BenchError.interrupted }
      let round = Round(index: batch.step, batch: batch, weightsVersion: batch.step)
      try session.complete(round, with: results)
    }
    return BenchSample(milliseconds: session.milliseconds(.reduceAndUpdate) ?? .nan)
  }
}
