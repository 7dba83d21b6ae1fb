import TensorCore

/// The mean of how far predictions lie from what was expected: mean(|expected − predicted|) along the last
/// axis.
///
/// Source: Keras, `keras.losses.MeanAbsoluteError`.
public struct MeanAbsoluteError: Loss {
  /// `mean_absolute_error`.
  public let name = "mean_absolute_error"

  /// The loss; there is nothing to choose.
  public init() {}

  /// The loss of each example.
  ///
  /// - Parameters:
  ///   - predicted: Of any shape, the examples along the first axis.
  ///   - expected: Of the same shape.
  public func callAsFunction(predicted: Tensor, expected: Tensor) -> Tensor {
    let pairs = ElementLosses(predicted: predicted, expected: expected, of: name)
    return pairs.means(abs(pairs.expected - pairs.predicted))
  }
}
