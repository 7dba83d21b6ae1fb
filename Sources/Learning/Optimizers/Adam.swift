import Diagnostics
import TensorCore

/// Divides a moving mean of each gradient by a moving root mean square of it.
///
///     momentum = momentum + (1 − beta1) · (gradient − momentum)
///     velocity = velocity + (1 − beta2) · (gradient² − velocity)
///     weight   = weight − α · momentum / (√velocity + epsilon)
///
/// with α = learningRate · √(1 − beta2ᵗ) / (1 − beta1ᵗ) in step t, since both means begin at zero.
/// Means between ±2⁻¹²⁰ and the square of a gradient below 2⁻⁶⁰ count as zero.
///
/// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015; Keras,
/// `keras.optimizers.Adam`.
public struct Adam: Optimizer {
  /// What it updates; everything by default.
  public let variables: VariableSelection
  /// The size of a step; 0.001 by default.
  public let learningRate: any LearningRateSchedule
  /// What is kept of the mean gradient in each step; 0.9 by default.
  public let beta1: Double
  /// What is kept of the mean square in each step; 0.999 by default.
  public let beta2: Double
  /// Added to the root of the mean square; 1e-7 by default.
  public let epsilon: Double
  /// How gradients are kept within limits; not at all by default.
  public let clipping: GradientClipping?

  /// An optimizer with the defaults of Keras.
  public init(
    for variables: VariableSelection = .all, learningRate: any LearningRateSchedule = 1e-3,
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
    clipping: GradientClipping? = nil
  ) {
    self.init(
      "Adam", for: variables, learningRate: learningRate, beta1: beta1, beta2: beta2,
      epsilon: epsilon, clipping: clipping)
  }

  init(
    _ name: String, for variables: VariableSelection, learningRate: any LearningRateSchedule,
    beta1: Double, beta2: Double, epsilon: Double, clipping: GradientClipping?
  ) {
    learningRate.requireFinite(in: name)
    clipping?.requirePositive()
    require(beta1 >= 0 && beta1 < 1, "\(name)'s beta1 lies in 0..<1, not at \(beta1)")
    require(beta2 >= 0 && beta2 < 1, "\(name)'s beta2 lies in 0..<1, not at \(beta2)")
    require(
      epsilon > 0 && epsilon.isFinite, "\(name)'s epsilon is positive and finite, not \(epsilon)")
    self.variables = variables
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.clipping = clipping
  }

  /// The moving means of the gradients and of their squares.
  public var slotNames: [String] { ["momentum", "velocity"] }

  /// One pass over the block.
  public func update(_ block: borrowing UpdateBlock, at step: UpdateStep) {
    update(block, at: step, weightDecay: 0)
  }

  /// The same, after the weights have lost a part of themselves.
  func update(_ block: borrowing UpdateBlock, at step: UpdateStep, weightDecay: Float) {
    VectorLoops.adam(
      weights: block.weights, momentum: block.slot(0), velocity: block.slot(1),
      gradient: block.gradient, rate: correctedRate(of: step), beta1Rest: Float(1 - beta1),
      beta2Rest: Float(1 - beta2), epsilon: Float(epsilon), learningRate: step.learningRate,
      weightDecay: weightDecay)
  }

  /// The learning rate, corrected for means that began at zero.
  private func correctedRate(of step: UpdateStep) -> Float {
    // The powers are rounded to Float32 as in Keras, from whose 1 − 0.999ᵗ the exact one differs in the
    // fifth digit.
    func power(_ beta: Double) -> Float {
      Float(PortableMath.power(Double(Float(beta)), step.number))
    }
    return step.learningRate * (1 - power(beta2)).squareRoot() / (1 - power(beta1))
  }
}
