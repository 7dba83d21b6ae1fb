import Diagnostics
import TensorCore

/// Takes a multiple of each gradient from its weight, at will with momentum.
///
///     weight = weight − learningRate · gradient
///
/// With momentum:
///
///     momentum = momentum · momentum − learningRate · gradient
///     weight   = weight + momentum
///
/// With Nesterov's momentum the last line is
///
///     weight   = weight + (momentum · momentum − learningRate · gradient)
///
/// A momentum between ±2⁻¹²⁰ counts as zero.
///
/// Source: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep
/// learning", ICML 2013; Keras, `keras.optimizers.SGD`.
public struct SGD: Optimizer, WeightKeeping {
  /// What it updates; everything by default.
  public let variables: VariableSelection
  /// The size of a step; 0.01 by default.
  public let learningRate: any LearningRateSchedule
  /// What is kept of the step before; 0 by default.
  public let momentum: Float
  /// Whether to look ahead by the momentum; false by default.
  public let nesterov: Bool
  /// How gradients are kept within limits; not at all by default.
  public let clipping: GradientClipping?

  /// An optimizer with the defaults of Keras.
  public init(
    for variables: VariableSelection = .all, learningRate: any LearningRateSchedule = 0.01,
    momentum: Float = 0, nesterov: Bool = false, clipping: GradientClipping? = nil
  ) {
    learningRate.requireFinite(in: "SGD")
    clipping?.requirePositive()
    require(momentum >= 0 && momentum <= 1, "SGD's momentum lies in 0...1, not at \(momentum)")
    self.variables = variables
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.clipping = clipping
  }

  /// The step before, if there is momentum.
  public var slotNames: [String] { momentum > 0 ? ["momentum"] : [] }

  /// Without momentum: nothing is taken from such a weight.
  package var keepsWeightsWithoutGradient: Bool { momentum == 0 }

  /// One pass over the block.
  public func update(_ block: borrowing UpdateBlock, at step: UpdateStep) {
    VectorLoops.sgd(
      weights: block.weights, momentum: momentum > 0 ? block.slot(0) : nil,
      gradient: block.gradient, learningRate: step.learningRate, momentumFactor: momentum,
      nesterov: nesterov)
  }
}
