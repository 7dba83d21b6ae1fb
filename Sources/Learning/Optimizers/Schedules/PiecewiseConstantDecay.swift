import Diagnostics

/// A learning rate that changes at given steps and is the same in between.
///
/// Source: Keras, `keras.optimizers.schedules.PiecewiseConstantDecay`.
public struct PiecewiseConstantDecay: LearningRateSchedule, Hashable {
  /// The last steps, counted from 0, of each rate but the last.
  public let boundaries: [Int]
  /// The rates in order, one more than there are boundaries.
  public let values: [Double]

  /// - Parameters:
  ///   - boundaries: The last steps, counted from 0, of each rate but the last; each above the one
  ///     before.
  ///   - values: The rates in order, one more than there are boundaries.
  public init(boundaries: [Int], values: [Double]) {
    require(
      values.count == boundaries.count + 1,
      "\(boundaries.count) boundaries separate one rate more than that, not \(values.count)")
    require(
      zip(boundaries, boundaries.dropFirst()).allSatisfy(<),
      "the boundaries of learning rates rise, unlike \(boundaries)")
    self.boundaries = boundaries
    self.values = values
  }

  /// The rate of a step, counted from 0.
  public func learningRate(at step: Int) -> Double {
    values[boundaries.firstIndex { step <= $0 } ?? boundaries.count]
  }
}
