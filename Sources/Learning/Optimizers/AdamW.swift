import Diagnostics

/// ``Adam`` with weights that decay towards zero apart from the gradient.
///
/// Before each step of Adam:
///
///     weight = weight − weight · weightDecay · learningRate
///
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019; Keras,
/// `keras.optimizers.AdamW`.
public struct AdamW: Optimizer {
  /// What a weight loses of itself in each step, for each unit of learning rate; 0.004 by default.
  public let weightDecay: Float
  /// The variables whose weights do not decay, such as `.named("bias", "gamma", "beta")`; none by default.
  public let exclude: VariableSelection?
  private let adam: Adam

  /// An optimizer with the defaults of Keras.
  public init(
    for variables: VariableSelection = .all, learningRate: any LearningRateSchedule = 1e-3,
    weightDecay: Float = 0.004, exclude: VariableSelection? = nil, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-7,
    clipping: GradientClipping? = nil
  ) {
    require(
      weightDecay >= 0 && weightDecay.isFinite,
      "AdamW's weight decay is finite and not negative, not \(weightDecay)")
    self.weightDecay = weightDecay
    self.exclude = exclude
    adam = Adam(
      "AdamW", for: variables, learningRate: learningRate, beta1: beta1, beta2: beta2,
      epsilon: epsilon, clipping: clipping)
  }

  /// What it updates; everything by default.
  public var variables: VariableSelection { adam.variables }
  /// The size of a step; 0.001 by default.
  public var learningRate: any LearningRateSchedule { adam.learningRate }
  /// What is kept of the mean gradient in each step; 0.9 by default.
  public var beta1: Double { adam.beta1 }
  /// What is kept of the mean square in each step; 0.999 by default.
  public var beta2: Double { adam.beta2 }
  /// Added to the root of the mean square; 1e-7 by default.
  public var epsilon: Double { adam.epsilon }

  /// How gradients are kept within limits; not at all by default.
  public var clipping: GradientClipping? { adam.clipping }
  /// What ``exclude`` says.
  public var exemptFromDecay: VariableSelection? { exclude }

  /// The moving means of the gradients and of their squares.
  public var slotNames: [String] { adam.slotNames }

  /// One pass over the block.
  public func update(_ block: borrowing UpdateBlock, at step: UpdateStep) {
    adam.update(block, at: step, weightDecay: block.decays ? weightDecay : 0)
  }
}
