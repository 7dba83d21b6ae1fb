import ClusterProtocol
import Sharding
import TestSupport

/// A model small enough to be checked by eye, whose sums nevertheless depend on their order: a line
/// through points, with one weight more that stays as it is.
enum ToyModel {
  static let initialWeights: [Float] = [0.1, -0.2, 0.3, 0.05]

  /// What a node comes to.
  struct NodeSum: Hashable, Sendable {
    var gradients: [Float]
    var totals = [0.0, 0.0]
    var counts: [UInt64] = [0, 0]
    /// As they travel, by the parts of ``Samples``: a sum, a count, a sum, and a count as if it were the
    /// largest of something.
    var metrics: [UInt64] {
      get { [totals[0].bitPattern, counts[0], totals[1].bitPattern, counts[1]] }
      set {
        totals = [Double(bitPattern: newValue[0]), Double(bitPattern: newValue[2])]
        counts = [newValue[1], newValue[3]]
      }
    }

    init(gradients: [Float] = [0, 0, 0], metrics: [UInt64] = [0, 0, 0, 0]) {
      self.gradients = gradients
      self.metrics = metrics
    }

    mutating func add(_ other: NodeSum) {
      for index in gradients.indices { gradients[index] += other.gradients[index] }
      for index in totals.indices {
        totals[index] += other.totals[index]
        counts[index] += other.counts[index]
      }
    }
  }

  /// The inputs and labels of examples, as they travel. Each example of each split is another.
  static func payload(_ phase: Phase, _ examples: Range<Int>) -> [[UInt8]] {
    var inputs: [UInt8] = []
    var labels: [UInt8] = []
    for example in examples {
      let salt: UInt64 = phase == .training ? 0 : phase == .validation ? 1 << 40 : 2 << 40
      var generator = SeededGenerator(seed: salt + UInt64(example))
      inputs += bytes([
        Float.random(in: -1...1, using: &generator), Float.random(in: -3...3, using: &generator),
      ])
      labels.append(UInt8.random(in: 0..<10, using: &generator))
    }
    return [inputs, labels]
  }

  /// The sum of a node by the definition of the tree, from examples that begin at the node's first.
  static func sum(_ node: Node, of round: Round, payload: [[UInt8]], weights: [Float]) -> NodeSum {
    let offset = round.plan.range(of: node).lowerBound
    func visit(_ node: Node) -> NodeSum {
      guard let (left, right) = node.children else {
        return shard(node.lo, of: round, offset: offset, payload: payload, weights: weights)
      }
      var total = visit(left)
      total.add(visit(right))
      return total
    }
    return visit(node)
  }

  private static func shard(
    _ shard: Int, of round: Round, offset: Int, payload: [[UInt8]], weights: [Float]
  ) -> NodeSum {
    var sum = NodeSum()
    let examples = round.plan.range(ofShard: shard)
    if examples.isEmpty { return sum }
    let scale = round.plan.weight(ofShard: shard) / Float(examples.count)
    let inputs = floats(payload[0])
    for example in examples {
      let place = example - offset
      let (x, z) = (inputs[2 * place], inputs[2 * place + 1])
      let error =
        weights[0] * x + weights[1] * z + weights[2] + weights[3] - Float(payload[1][place])
      sum.gradients[0] += error * x * scale
      sum.gradients[1] += error * z * scale
      sum.gradients[2] += error * scale
      sum.totals[0] += Double(error) * Double(error)
      sum.totals[1] += error.magnitude < 3 ? 1 : 0
    }
    sum.counts = [UInt64(examples.count), UInt64(examples.count)]
    return sum
  }

  /// The weights after a training round.
  static func update(_ weights: inout [Float], by sum: NodeSum) {
    for index in 0..<3 { weights[index] -= 0.01 * sum.gradients[index] }
  }

  /// The weights after something else has changed them.
  static func replace(_ weights: inout [Float]) {
    for index in weights.indices { weights[index] *= 0.875 }
  }

  static func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
    }
  }

  static func floats(_ bytes: [UInt8]) -> [Float] {
    stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << ($1 * 8) })
    }
  }
}

/// What a run comes to, to the bit: the metrics of every round and the weights after it.
struct History: Equatable {
  struct Entry: Equatable {
    let batch: GlobalBatch
    let metrics: [UInt64]
    let weights: [UInt32]
  }

  var entries: [Entry] = []

  mutating func append(_ round: Round, _ sum: ToyModel.NodeSum, weights: [Float]) {
    entries.append(
      Entry(
        batch: round.batch, metrics: sum.metrics, weights: weights.map(\.bitPattern)))
  }

  /// The history of the plain loop in one process.
  static func ofSingleLoop(
    _ schedule: JobSchedule, replacingWeightsBefore replaced: Set<Phase> = []
  ) -> History {
    var history = History()
    var weights = ToyModel.initialWeights
    for round in schedule {
      if round.batch.beginsPass, replaced.contains(round.phase) { ToyModel.replace(&weights) }
      let sum = ToyModel.sum(
        Node(lo: 0, hi: schedule.shards), of: round,
        payload: ToyModel.payload(round.phase, round.examples), weights: weights)
      if round.phase == .training { ToyModel.update(&weights, by: sum) }
      history.append(round, sum, weights: weights)
    }
    return history
  }
}
