import Datasets
import Digests
import Files
import Learning
import Sharding
import TensorCore

/// A digest of what this machine computes on the shapes of a job: equal digests mean equal bits.
///
/// Runs a training and a test step on made-up examples at each size that a shard of the job can
/// have, with and without empty columns and blocks, and hashes gradients and metrics. That covers the
/// products, which oneDNN may compute differently in another version or on another CPU, as well as
/// the loops of our own.
public enum ProbeDigest {
  /// The digest as hexadecimal digits.
  ///
  /// - Parameters:
  ///   - program: What the job trains.
  ///   - shape: Decides the sizes of the shards.
  ///   - layers: The program's, if they are known; found out by default.
  ///   - weights: Those of seed 0, if they are there; drawn by default.
  ///   - goesOn: Asked between two steps; what it comes to after a no is of no use.
  public static func compute<Program: TrainingProgram>(
    _ program: Program, for shape: JobShape, layers: LayerTree? = nil,
    weights: Weights? = nil, while goesOn: () -> Bool = { true }
  ) -> String {
    probe(program, for: shape, layers: layers, weights: weights, while: goesOn).digest
  }

  /// The digest, and what the gradients of each stage turned out to be of.
  package static func probe<Program: TrainingProgram>(
    _ program: Program, for shape: JobShape, layers: LayerTree? = nil,
    weights: Weights? = nil, while goesOn: () -> Bool = { true }
  ) -> (digest: String, forms: [GradientForm]) {
    let layers = layers ?? program.declareLayers()
    let weights = weights ?? program.initialWeights(of: layers, seed: 0)
    let executor = NodeExecutor(program, layers: layers, seed: 0, team: .serial)
    let hasher = SHA256()
    // Where nothing was trained there is nothing to be told.
    var forms = program.stages.map { _ in GradientForm(groups: weights.layout.groups) }
    for size in shardSizes(of: shape) {
      let shape = JobShape(
        batchSize: size, shards: 1, trainingExamples: size, testExamples: size)
      let batches =
        Array(Pass(.training, epoch: 0, of: shape, stages: program.stages.count))
        + Pass(.test, epoch: 0, of: shape)
      let rounds = batches.enumerated().map { index, batch in
        Round(index: index, batch: batch, weightsVersion: index)
      }
      for ink in ProbeExamples.Ink.allCases where goesOn() {
        let examples = ProbeExamples.make(size, with: program.fields, ink)
        for round in rounds where goesOn() {
          let result = executor.run(Node(shard: 0), of: round, on: examples, weights: weights)
          add(result, to: hasher)
          if let form = result.totals.form { forms[round.stage] = form }
        }
      }
    }
    return (Hexadecimal.text(of: hasher.finalize()), forms)
  }

  /// The digest of bare matrix products on the shapes of the job, the three of each layer: of two
  /// processes that differ in the digest of steps and not in this one, the programs differ.
  ///
  /// - Parameters:
  ///   - program: What the job trains.
  ///   - shape: Decides the sizes of the shards.
  ///   - weights: Those of seed 0, if they are there; drawn by default.
  public static func computeProducts<Program: TrainingProgram>(
    _ program: Program, for shape: JobShape, weights: Weights? = nil
  ) -> String {
    let weights = weights ?? program.initialWeights(of: program.declareLayers(), seed: 0)
    let hasher = SHA256()
    for size in Set(shardSizes(of: shape).map { min($0, mostProductRows) }).sorted() {
      for (index, variable) in weights.layout.variables.enumerated()
      where variable.shape.rank == 2 {
        let kernel = weights[index]
        let bytes = IntegerTensor(
          ProbeExamples.randomBytes("products", size * kernel.shape[0]),
          shape: Shape(rows: size, columns: kernel.shape[0]))
        let input = bytes.scaledToUnit()
        let output = matrixProduct(input, kernel)
        let gradients = [MutableTensor(shape: input.shape), MutableTensor(shape: kernel.shape)]
        multiply(output, kernel, transposingRight: true, into: gradients[0], using: .serial)
        multiply(input, output, transposingLeft: true, into: gradients[1], using: .serial)
        for product in [output] + gradients.map(\.frozen) {
          product.withBytes { hasher.update($0) }
        }
      }
    }
    return Hexadecimal.text(of: hasher.finalize())
  }

  // More rows are more of the same tiles, and cost as much as a step.
  private static let mostProductRows = 1024

  private static func add(_ result: NodeResult, to hasher: borrowing SHA256) {
    if let contribution = result.contribution?.dense {
      contribution.withBytes { bytes in
        hasher.update(bytes)
      }
    }
    for denominator in result.totals.denominators {
      hasher.update(withUnsafeBytes(of: denominator.bitPattern.littleEndian) { Array($0) })
    }
    for counter in result.counters {
      hasher.update(withUnsafeBytes(of: counter.littleEndian) { Array($0) })
    }
    for state in result.metrics {
      hasher.update(state.bytes)
    }
  }

  /// The sizes that shards of full and of last batches can have, in order, without 0.
  package static func shardSizes(of shape: JobShape) -> [Int] {
    var sizes: Set<Int> = []
    for batch in Phase.allCases.flatMap(shape.batchSizes) {
      sizes.insert(batch / shape.shards)
      if batch % shape.shards != 0 { sizes.insert(batch / shape.shards + 1) }
    }
    return sizes.filter { $0 > 0 }.sorted()
  }
}
