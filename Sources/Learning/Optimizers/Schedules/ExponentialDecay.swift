import Diagnostics
import TensorCore

/// A learning rate that shrinks by a factor every so many steps.
///
///     rate = initial · factor ^ (step / steps)
///
/// By stairs, step / steps is rounded down.
///
/// Source: Keras, `keras.optimizers.schedules.ExponentialDecay`.
public struct ExponentialDecay: LearningRateSchedule, Hashable {
  /// The rate of the first step.
  public let initialLearningRate: Double
  /// The steps after which the rate has been multiplied by the factor.
  public let steps: Int
  /// What the rate is multiplied by.
  public let factor: Double
  /// Whether the rate stays the same in between; false by default.
  public let staircase: Bool

  /// A rate that shrinks, or grows if the factor is above 1.
  ///
  /// - Parameters:
  ///   - initialLearningRate: The rate of the first step.
  ///   - steps: The steps after which it has been multiplied by the factor.
  ///   - factor: What it is multiplied by, positive.
  ///   - staircase: Whether it stays the same in between; false by default.
  public init(
    from initialLearningRate: Double, steps: Int, factor: Double, staircase: Bool = false
  ) {
    require(steps >= 1, "an exponential decay takes at least one step, not \(steps)")
    require(
      factor > 0 && factor.isFinite, "an exponential decay has a positive factor, not \(factor)")
    self.initialLearningRate = initialLearningRate
    self.steps = steps
    self.factor = factor
    self.staircase = staircase
  }

  /// The rate of a step, counted from 0.
  public func learningRate(at step: Int) -> Double {
    staircase
      ? initialLearningRate * PortableMath.power(factor, step / steps)
      : initialLearningRate * PortableMath.power(factor, Double(step) / Double(steps))
  }
}
