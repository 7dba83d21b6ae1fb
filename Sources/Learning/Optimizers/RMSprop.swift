import Diagnostics
import TensorCore

/// Divides each gradient by a moving root mean square of its recent values.
///
///     velocity = rho · velocity + (1 − rho) · gradient²
///     weight   = weight − learningRate · gradient / √(velocity + epsilon)
///
/// The square of a gradient below 2⁻⁶⁰ and a velocity below 2⁻¹²⁰ count as zero.
///
/// Source: Tieleman and Hinton, Coursera, "Neural Networks for Machine Learning", lecture 6, 2012;
/// Keras, `keras.optimizers.RMSprop`, without momentum and centring.
public struct RMSprop: Optimizer, Hashable {
  /// The size of a step; 0.001 by default.
  public let learningRate: Float
  /// What is kept of the mean square in each step; 0.9 by default.
  public let rho: Float
  /// Added to the mean square under the root; 1e-7 by default.
  public let epsilon: Float

  /// An optimizer with the defaults of Keras.
  public init(learningRate: Float = 1e-3, rho: Float = 0.9, epsilon: Float = 1e-7) {
    require(learningRate.isFinite, "RMSprop's learning rate is finite, not \(learningRate)")
    require(rho >= 0 && rho < 1, "RMSprop's rho lies in 0..<1, not at \(rho)")
    require(
      epsilon > 0 && epsilon.isFinite, "RMSprop's epsilon is positive and finite, not \(epsilon)")
    self.learningRate = learningRate
    self.rho = rho
    self.epsilon = epsilon
  }

  /// The moving mean of the squared gradients.
  public var slotNames: [String] { ["velocity"] }

  /// True: nothing is taken from such a weight.
  public var keepsWeightsWithoutGradient: Bool { true }

  /// One pass over the block.
  public func update(_ block: UpdateBlock) {
    VectorLoops.rmsprop(
      weights: block.weights, velocity: block.slot(0), gradient: block.gradient,
      learningRate: learningRate, rho: rho, epsilon: epsilon)
  }
}
