import Diagnostics

/// Values that are normally distributed.
///
/// Source: Keras, `keras.initializers.RandomNormal` and `TruncatedNormal`.
public struct NormalValues: InitialValues {
  /// The mean.
  public let mean: Float
  /// The standard deviation, before anything is drawn again.
  public let deviation: Float
  /// Whether what is more than two deviations from the mean is drawn again.
  public let isTruncated: Bool

  /// A normal distribution; a whole one by default.
  public init(mean: Float, deviation: Float, isTruncated: Bool = false) {
    require(
      mean.isFinite && deviation.isFinite && deviation >= 0,
      "a normal distribution can't have the mean \(mean) and the deviation \(deviation)")
    self.mean = mean
    self.deviation = deviation
    self.isTruncated = isTruncated
  }

  /// Draws the values.
  public func fill(_ values: inout MutableSpan<Float>, shape: Shape, from stream: RandomStream) {
    if isTruncated {
      stream.fillTruncatedNormal(&values, mean: mean, deviation: deviation)
    } else {
      stream.fillNormal(&values, mean: mean, deviation: deviation)
    }
  }
}
