import TensorCore

/// As a loss: mean((expected − predicted)²) along the last axis, for each example.
///
/// Source: Keras, `keras.losses.MeanSquaredError`.
extension MeanSquaredError: Loss {
  /// The loss of each example.
  ///
  /// - Parameters:
  ///   - predicted: Of any shape, the examples along the first axis.
  ///   - expected: Of the same shape.
  public func callAsFunction(predicted: Tensor, expected: Tensor) -> Tensor {
    let pairs = ElementLosses(predicted: predicted, expected: expected, of: name)
    return pairs.means(square(pairs.expected - pairs.predicted))
  }
}
