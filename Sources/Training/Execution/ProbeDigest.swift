import Crypto
import Files
import Learning
import Sharding
import TensorCore

/// A digest of what this machine computes on the shapes of a job: equal digests mean equal bits.
///
/// Runs a training and a test step on made-up examples at each size that a shard of the job can
/// have, and hashes gradients and metrics. That covers the products, which oneDNN may compute
/// differently in another version or on another CPU, as well as the loops of our own.
public enum ProbeDigest {
  /// The digest as hexadecimal digits.
  ///
  /// - Parameters:
  ///   - program: What the job trains.
  ///   - schedule: Decides the sizes of the shards.
  public static func compute<Program: TrainingProgram>(
    _ program: Program, for schedule: JobSchedule
  ) -> String {
    let weights = program.model.initialWeights(seed: 0)
    let executor = NodeExecutor(program, seed: 0, team: .serial)
    var hasher = SHA256()
    for size in shardSizes(of: schedule) {
      let examples = ExampleSet(
        inputs: randomBytes("inputs", size, program.model.inputShape.elementCount, below: 256),
        labels: randomBytes("labels", size, 1, below: program.classCount).flattened)
      let steps = JobSchedule(
        epochs: 1, batchSize: size, shards: 1, trainingExamples: size, validationExamples: 0,
        testExamples: size)
      for round in steps {
        let result = executor.run(Node(shard: 0), of: round, on: examples, weights: weights)
        result.gradients?.withBytes { hasher.update(bufferPointer: $0) }
        for state in result.metrics {
          withUnsafeBytes(of: state.total.bitPattern.littleEndian) {
            hasher.update(bufferPointer: $0)
          }
        }
      }
    }
    return Hexadecimal.text(of: hasher.finalize())
  }

  /// The sizes that shards of full and of last batches can have, in order, without 0.
  package static func shardSizes(of schedule: JobSchedule) -> [Int] {
    var sizes: Set<Int> = []
    for phase in Phase.allCases {
      let examples = schedule.examples(in: phase)
      for batch in [min(schedule.batchSize, examples), examples % schedule.batchSize] {
        sizes.insert(batch / schedule.shards)
        if batch % schedule.shards != 0 { sizes.insert(batch / schedule.shards + 1) }
      }
    }
    return sizes.filter { $0 > 0 }.sorted()
  }

  private static func randomBytes(
    _ name: String, _ rows: Int, _ columns: Int, below bound: Int
  ) -> ByteTensor {
    var random = RandomStream(seed: 0, path: "probe/\(name)").sequence()
    let bytes = (0..<rows * columns).map { _ in UInt8(random.nextWord() % UInt32(bound)) }
    return ByteTensor(bytes, shape: Shape(rows: rows, columns: columns))
  }
}

extension ByteTensor {
  fileprivate var flattened: ByteTensor { ByteTensor(values) }
}
