import TensorCore

/// How much more it takes to describe an expected distribution by a predicted one than by itself, in nats:
/// the sum of expected · log(expected / predicted) along the last axis.
///
/// Both are clipped to [1e-7, 1], and a clipped prediction has the gradient 0.
///
/// Source: Kullback, Leibler, "On Information and Sufficiency", 1951; Keras, `keras.losses.KLDivergence`.
public struct KLDivergence: Loss {
  /// `kl_divergence`.
  public let name = "kl_divergence"

  /// The loss; there is nothing to choose.
  public init() {}

  /// The divergence of each example.
  ///
  /// - Parameters:
  ///   - predicted: Probabilities along the last axis, the examples along the first.
  ///   - expected: Of the same shape.
  public func callAsFunction(predicted: Tensor, expected: Tensor) -> Tensor {
    let pairs = ElementLosses(predicted: predicted, expected: expected, of: name)
    let wanted = minimum(maximum(pairs.expected, 1e-7), 1)
    let found = minimum(maximum(pairs.predicted, 1e-7), 1)
    return pairs.sums(wanted * log(wanted / found))
  }
}
