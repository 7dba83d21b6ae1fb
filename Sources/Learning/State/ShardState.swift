import Diagnostics
import Synchronization
import TensorCore

/// What the passes over one shard of a step have in common: the state of its models, as it stood when the step
/// began and as the passes leave it, and how often each layer has drawn at random.
///
/// Each pass in training goes on from where the one before left off, as in Keras. What the shard has changed
/// in the end is its part of the step's contribution.
final class ShardState: Sendable {
  private struct Current {
    // By position in the layout; what was never assigned is as it was.
    var values: [Int: Tensor] = [:]
    var counts: [Int64]
    // By the place of the layer: few enough to be looked through.
    var draws: [(node: Int, count: Int)] = []
  }

  private let weights: Weights
  private let current: Mutex<Current>

  /// The state as weights have it.
  init(_ weights: Weights) {
    self.weights = weights
    current = Mutex(Current(counts: weights.counters))
  }

  /// The number of a layer's draw within the step, from 0, so that a second call draws other random bits.
  func beginDraw(of node: Int) -> Int {
    current.withLock { current in
      guard let index = current.draws.firstIndex(where: { $0.node == node }) else {
        current.draws.append((node, 1))
        return 0
      }
      defer { current.draws[index].count += 1 }
      return current.draws[index].count
    }
  }

  /// Makes room for a variable while layers are declared.
  func declareVariable(at index: Int, _ shape: Shape) {
    current.withLock { current in
      if current.values[index] == nil { current.values[index] = .zeros(shape) }
    }
  }

  /// Makes room for a counter while layers are declared.
  func declareCounter(at index: Int) {
    current.withLock { current in
      while current.counts.count <= index { current.counts.append(0) }
    }
  }

  /// The value of the variable at a position of the layout.
  func value(at index: Int) -> Tensor {
    current.withLock { $0.values[index] } ?? weights[index]
  }

  /// Gives the variable at a position of the layout another value.
  func assign(_ value: Tensor, at index: Int) {
    let shape = self.value(at: index).shape
    require(
      value.shape == shape,
      "the state \(name(at: index)) of shape \(shape) can't be \(value.shape)")
    current.withLock { $0.values[index] = value.detached }
  }

  private func name(at index: Int) -> String {
    weights.layout.variables.indices ~= index ? weights.layout.variables[index].name : "of a layer"
  }

  /// The value of a counter.
  func count(at index: Int) -> Int64 { current.withLock { $0.counts[index] } }

  /// Counts on.
  func add(_ number: Int64, toCounterAt index: Int) {
    current.withLock { $0.counts[index] &+= number }
  }

  /// What the shard has changed of the counters.
  ///
  /// - Parameter isFirst: Whether it is the first shard that has an example.
  func counterChanges(isFirst: Bool) -> [Int64] {
    let layout = weights.layout
    if layout.counters.isEmpty { return [] }
    let counts = current.withLock { $0.counts }
    return layout.counters.indices.map { index in
      layout.counters[index].merge == .oncePerStep && !isFirst
        ? 0 : counts[index] &- weights.counters[index]
    }
  }

  /// Adds what the shard has changed of the state to its gradients, where the layout has it.
  ///
  /// - Parameters:
  ///   - gradients: `[trainableCount]`.
  ///   - memory: Where the contribution goes, `[contributionCount]`; the gradients may lie there.
  ///   - share: The examples of the shard divided by those of the global batch.
  ///   - isFirst: Whether it is the first shard that has an example.
  func contribution(
    with gradients: SparseVector, in memory: MutableTensor, share: Float, isFirst: Bool
  ) -> SparseVector {
    let layout = weights.layout
    let values = current.withLock { $0.values }
    return gradients.extended(by: layout.stateRange, in: memory) { place in
      for index in layout.stateIndices {
        let start = layout.ranges[index].lowerBound - layout.stateRange.lowerBound
        let target = place.slice(from: start, shape: layout.variables[index].shape)
        guard let value = values[index], case .state(let rule) = layout.variables[index].role,
          isFirst || rule != .oncePerStep
        else {
          target.fill(with: 0)
          continue
        }
        VectorLoops.subtract(
          weights[index], from: value, scaledBy: rule == .weightedMean ? share : 1, into: target)
      }
    }
  }
}
