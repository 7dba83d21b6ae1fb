import TensorCore

/// How far predictions lie from what was expected: a number for each example, not reduced.
///
///     let lossFunction = MeanSquaredError()
///     let losses = lossFunction(predicted: predictions, expected: targets)      // [rows]
///     let loss = losses.reduced(.mean)                                          // as Keras shows it
///
/// A loss of one's own says how to compute it; weights of the examples come with that:
///
///     struct Quantile: Loss {
///       let name = "quantile"
///       func callAsFunction(predicted: Tensor, expected: Tensor) -> Tensor {
///         let error = expected - predicted
///         return maximum(error * 0.9, error * -0.1).mean(along: -1)
///       }
///     }
///
/// Source: Keras, `keras.losses.Loss` with `reduction=None`.
public protocol Loss: Sendable {
  /// What it is called in messages, mostly as in Keras: `mean_squared_error`.
  var name: String { get }

  /// The loss of each example.
  ///
  /// - Parameters:
  ///   - predicted: The examples along the first axis.
  ///   - expected: What should have been predicted.
  /// - Returns: `[rows]` for matrices: in the shape of the predictions without their last axis.
  func callAsFunction(predicted: Tensor, expected: Tensor) -> Tensor
}

extension Loss {
  /// The loss of each example, times what the example counts for.
  ///
  /// - Parameters:
  ///   - predicted: The examples along the first axis.
  ///   - expected: What should have been predicted.
  ///   - sampleWeights: A factor for each example, `[rows]`, or for each loss; nil for 1.
  public func callAsFunction(
    predicted: Tensor, expected: Tensor, sampleWeights: Tensor?
  ) -> Tensor {
    self(predicted: predicted, expected: expected).weighted(by: sampleWeights, in: name)
  }
}
