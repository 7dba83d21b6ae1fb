import Datasets
import Sharding

/// Takes the examples of rounds from the splits of a job, in the order in which they are gone through.
package struct ExampleReader: Sendable {
  private let examples: ExampleSplits
  private let seed: UInt64
  // Of the epochs that rounds were taken from last: what is sent ahead may be of two.
  private var orders: [(epoch: Int, order: ShuffledOrder)] = []

  /// - Parameters:
  ///   - examples: The splits.
  ///   - seed: The seed of the run, which decides the order of shuffled ones.
  package init(_ examples: ExampleSplits, seed: UInt64) {
    self.examples = examples
    self.seed = seed
  }

  /// Some examples of an epoch, by their places in its order: in a row where they lie, or gathered.
  package mutating func examples(
    of phase: Phase, epoch: Int, _ places: Range<Int>
  ) -> ExampleSet {
    let split = examples[phase]
    guard examples.isShuffled, phase == .training else { return split[places] }
    let order = order(of: epoch)
    return split.rows(at: order[places])
  }

  private mutating func order(of epoch: Int) -> ShuffledOrder {
    if let known = orders.first(where: { $0.epoch == epoch }) { return known.order }
    let order = ShuffledOrder(count: examples.training.count, seed: seed, epoch: epoch)
    orders = Array((orders + [(epoch, order)]).suffix(2))
    return order
  }
}

extension ExampleSplits {
  /// The examples that a phase draws from.
  public subscript(phase: Phase) -> ExampleSet {
    switch phase {
    case .training: training
    case .validation: validation
    case .test: test
    }
  }
}
