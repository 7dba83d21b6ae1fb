import Diagnostics
import TensorCore

/// Half the square of an error up to delta, and a straight line beyond, so that outliers count less than
/// with squares; the mean along the last axis.
///
///     error²/2                    where |error| ≤ delta
///     delta · |error| − delta²/2  elsewhere
///
/// Source: Huber, "Robust Estimation of a Location Parameter", 1964; Keras, `keras.losses.Huber`.
public struct Huber: Loss {
  /// `huber_loss`.
  public let name = "huber_loss"
  /// Where the square ends; 1 by default.
  public let delta: Float

  /// The loss with Keras's delta by default.
  public init(delta: Float = 1) {
    require(delta > 0 && delta.isFinite, "Huber's delta is positive and finite, not \(delta)")
    self.delta = delta
  }

  /// The loss of each example.
  ///
  /// - Parameters:
  ///   - predicted: Of any shape, the examples along the first axis.
  ///   - expected: Of the same shape.
  public func callAsFunction(predicted: Tensor, expected: Tensor) -> Tensor {
    let pairs = ElementLosses(predicted: predicted, expected: expected, of: name)
    let error = pairs.predicted - pairs.expected
    let size = abs(error)
    return pairs.means(
      select(
        square(error) * 0.5, where: size .<= delta,
        otherwise: size * delta - 0.5 * delta * delta))
  }
}
