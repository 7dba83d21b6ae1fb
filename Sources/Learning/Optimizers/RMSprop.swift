import Diagnostics
import TensorCore

/// Divides each gradient by a moving root mean square of its recent values.
///
///     velocity = rho · velocity + (1 − rho) · gradient²
///     weight   = weight − learningRate · gradient / √(velocity + epsilon)
///
/// Centered, the root is taken of the variance instead, and with momentum the steps are gathered:
///
///     average   = rho · average + (1 − rho) · gradient
///     increment = learningRate · gradient / √(velocity − average² + epsilon)
///     momentum  = momentum · momentum + increment
///     weight    = weight − momentum
///
/// The square of a gradient below 2⁻⁶⁰ and a velocity below 2⁻¹²⁰ count as zero.
///
/// Source: Tieleman and Hinton, Coursera, "Neural Networks for Machine Learning", lecture 6, 2012;
/// Keras, `keras.optimizers.RMSprop`.
public struct RMSprop: Optimizer, WeightKeeping {
  /// What it updates; everything by default.
  public let variables: VariableSelection
  /// The size of a step; 0.001 by default.
  public let learningRate: any LearningRateSchedule
  /// What is kept of the mean square in each step; 0.9 by default.
  public let rho: Float
  /// What is kept of the steps before; 0 by default.
  public let momentum: Float
  /// Added to the mean square under the root; 1e-7 by default.
  public let epsilon: Float
  /// Whether to divide by the deviation rather than by the root mean square; false by default.
  public let centered: Bool
  /// How gradients are kept within limits; not at all by default.
  public let clipping: GradientClipping?

  /// An optimizer with the defaults of Keras.
  public init(
    for variables: VariableSelection = .all, learningRate: any LearningRateSchedule = 1e-3,
    rho: Float = 0.9, momentum: Float = 0,
    epsilon: Float = 1e-7, centered: Bool = false, clipping: GradientClipping? = nil
  ) {
    learningRate.requireFinite(in: "RMSprop")
    clipping?.requirePositive()
    require(rho >= 0 && rho < 1, "RMSprop's rho lies in 0..<1, not at \(rho)")
    require(momentum >= 0 && momentum <= 1, "RMSprop's momentum lies in 0...1, not at \(momentum)")
    require(
      epsilon > 0 && epsilon.isFinite, "RMSprop's epsilon is positive and finite, not \(epsilon)")
    self.variables = variables
    self.learningRate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
    self.clipping = clipping
  }

  /// The moving mean of the squared gradients, that of the gradients if centered, and the gathered steps
  /// if there is momentum.
  public var slotNames: [String] {
    ["velocity"] + (centered ? ["average_gradient"] : []) + (momentum > 0 ? ["momentum"] : [])
  }

  /// Without momentum: nothing is taken from such a weight.
  package var keepsWeightsWithoutGradient: Bool { momentum == 0 }

  /// One pass over the block.
  public func update(_ block: borrowing UpdateBlock, at step: UpdateStep) {
    if momentum == 0 && !centered {
      VectorLoops.rmsprop(
        weights: block.weights, velocity: block.slot(0), gradient: block.gradient,
        learningRate: step.learningRate, rho: rho, epsilon: epsilon)
    } else {
      VectorLoops.rmsprop(
        weights: block.weights, velocity: block.slot(0), average: centered ? block.slot(1) : nil,
        momentum: momentum > 0 ? block.slot(centered ? 2 : 1) : nil, gradient: block.gradient,
        learningRate: step.learningRate, rho: rho, momentumFactor: momentum, epsilon: epsilon)
    }
  }
}
