import Diagnostics

/// Examples in batches, one after the other, for a loop written by hand.
///
/// ```swift
/// for epoch in 0..<3 {
///   let order = ShuffledOrder(count: examples.count, seed: 1, epoch: epoch)
///   for batch in examples.batches(of: 32, in: order) { … }
/// }
/// ```
public struct ExampleBatches: Sequence, Sendable {
  let examples: ExampleSet
  let size: Int
  let order: ShuffledOrder?

  /// The number of batches, the last of which may be short.
  public var count: Int { (examples.count + size - 1) / size }

  /// The batches from the first on.
  public func makeIterator() -> AnyIterator<Batch> {
    var next = 0
    return AnyIterator {
      guard next < examples.count else { return nil }
      let places = next..<Swift.min(next + size, examples.count)
      next = places.upperBound
      return (order.map { examples.rows(at: $0[places]) } ?? examples[places]).batch()
    }
  }
}

extension ExampleSet {
  /// The examples in batches of some size; the last may be short.
  ///
  /// - Parameters:
  ///   - size: The examples of a batch.
  ///   - order: In which they come; as they lie by default.
  public func batches(of size: Int, in order: ShuffledOrder? = nil) -> ExampleBatches {
    require(size >= 1, "a batch has at least one example, not \(size)")
    require(
      order.map { $0.count == count } ?? true,
      "an order of \(order?.count ?? 0) examples is none of \(count)")
    return ExampleBatches(examples: self, size: size, order: order)
  }
}
