import Diagnostics
import TensorCore

/// A learning rate that falls along half a cosine, at will after it has risen along a line.
///
///     decayed = (1 − floor) · ½ (1 + cos(π · step / steps)) + floor
///     rate    = initial · decayed
///
/// with the rate of the last step kept from there on. While it warms up the rate goes from the initial one
/// to the peak, and then decays from the peak.
///
/// Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017;
/// Keras, `keras.optimizers.schedules.CosineDecay`.
public struct CosineDecay: LearningRateSchedule, Hashable {
  /// The rate of the first step.
  public let initialLearningRate: Double
  /// The steps that the decay takes, behind those of the rise.
  public let steps: Int
  /// The part of its largest that the rate comes down to; 0 by default.
  public let floor: Double
  /// The rate that the warm-up leads to; nil, the default, if there is none.
  public let peak: Double?
  /// The steps that the warm-up takes.
  public let warmupSteps: Int

  /// A rate that decays from the first step on.
  ///
  /// - Parameters:
  ///   - initialLearningRate: The rate of the first step.
  ///   - steps: The steps that the decay takes.
  ///   - floor: The part of it that the rate comes down to; 0 by default.
  public init(from initialLearningRate: Double, steps: Int, downTo floor: Double = 0) {
    self.init(initialLearningRate, nil, 0, steps, floor)
  }

  /// A rate that rises first.
  ///
  /// - Parameters:
  ///   - initialLearningRate: The rate of the first step.
  ///   - peak: The rate that the warm-up leads to.
  ///   - warmupSteps: The steps that it takes.
  ///   - steps: The steps that the decay takes behind them.
  ///   - floor: The part of the peak that the rate comes down to; 0 by default.
  public init(
    from initialLearningRate: Double = 0, warmingUpTo peak: Double, over warmupSteps: Int,
    steps: Int, downTo floor: Double = 0
  ) {
    self.init(initialLearningRate, peak, warmupSteps, steps, floor)
  }

  private init(
    _ initialLearningRate: Double, _ peak: Double?, _ warmupSteps: Int, _ steps: Int,
    _ floor: Double
  ) {
    require(steps >= 1, "a cosine decay takes at least one step, not \(steps)")
    require(warmupSteps >= 0, "a warm-up can't take \(warmupSteps) steps")
    self.initialLearningRate = initialLearningRate
    self.peak = peak
    self.warmupSteps = warmupSteps
    self.steps = steps
    self.floor = floor
  }

  /// The rate of a step, counted from 0.
  public func learningRate(at step: Int) -> Double {
    if let peak, step < warmupSteps {
      let fraction = Double(step) / Double(warmupSteps)
      return (peak - initialLearningRate) * fraction + initialLearningRate
    }
    let fraction = Double(min(step - warmupSteps, steps)) / Double(steps)
    let cosine = 0.5 * (1 + PortableMath.cosine(.pi * fraction))
    return (peak ?? initialLearningRate) * ((1 - floor) * cosine + floor)
  }
}
