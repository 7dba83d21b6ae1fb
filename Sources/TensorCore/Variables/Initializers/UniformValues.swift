import Diagnostics

/// Values uniform over a range.
///
/// Source: Keras, `keras.initializers.RandomUniform`.
public struct UniformValues: InitialValues {
  /// The lowest value.
  public let low: Float
  /// What all values are below.
  public let high: Float

  /// Values over low..<high, or all the same if that is empty.
  public init(low: Float, high: Float) {
    require(
      low <= high && (high - low).isFinite, "a uniform distribution can't go from \(low) to \(high)"
    )
    self.low = low
    self.high = high
  }

  /// Draws the values.
  public func fill(_ values: inout MutableSpan<Float>, shape: Shape, from stream: RandomStream) {
    if low == high {
      values.update(repeating: low)
    } else {
      stream.fillUniform(&values, low: low, high: high)
    }
  }
}
