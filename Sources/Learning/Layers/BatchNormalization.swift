import Diagnostics
import TensorCore

/// Normalizes each channel, which is the last axis: in training by the mean and the variance of the batch,
/// in inference by moving means of those.
///
/// The batch is the logical shard's part of the global batch, as in Keras it is a replica's: a shard should
/// have 16 examples or more. Moving mean and variance are state, merged by the weighted mean of the shards.
/// Where `isTrainable` is false, training normalizes by the moving means too, and leaves them alone.
///
/// Input and output `[…, channels]`; gamma begins at 1, beta at 0, the moving mean at 0 and the moving
/// variance at 1.
///
/// Source: Keras, `keras.layers.BatchNormalization`; Ioffe and Szegedy, ICML 2015.
public struct BatchNormalization: Layer {
  /// What is kept of the moving means in each step; 0.99 by default.
  public let momentum: Float
  /// Added to the variance under the root; 0.001 by default.
  public let epsilon: Float
  /// Whether training changes anything; true by default.
  public let isTrainable: Bool

  /// Makes a layer with the defaults of Keras.
  public init(momentum: Float = 0.99, epsilon: Float = 1e-3, isTrainable: Bool = true) {
    require(
      momentum >= 0 && momentum <= 1,
      "the momentum of a batch normalization lies in 0...1, not at \(momentum)")
    require(
      epsilon > 0 && epsilon.isFinite,
      "the epsilon of a batch normalization is positive and finite, not \(epsilon)")
    self.momentum = momentum
    self.epsilon = epsilon
    self.isTrainable = isTrainable
  }

  /// `batch_normalization`.
  public var defaultName: String { "batch_normalization" }

  /// Gamma, beta, the moving mean and the moving variance.
  public func variables(forInput shape: Shape) -> [Variable] {
    require(shape.rank >= 1, "a batch normalization takes channels, not single numbers")
    let channels = Shape(count: shape[shape.rank - 1])
    func variable(_ name: String, _ initializer: Initializer, _ role: VariableRole) -> Variable {
      Variable(
        name: name, shape: channels, initializer: initializer, role: isTrainable ? role : .frozen)
    }
    return [
      variable("gamma", .ones, .trainable), variable("beta", .zeros, .trainable),
      variable("moving_mean", .zeros, .state(.weightedMean)),
      variable("moving_variance", .ones, .state(.weightedMean)),
    ]
  }

  /// The input, normalized; in training the moving means move on.
  public func callAsFunction(_ input: Tensor, in scope: LayerScope) -> Tensor {
    let (gamma, beta) = (scope.variable(0), scope.variable(1))
    guard scope.training && isTrainable else {
      return batchNormalization(
        input, mean: scope.variable(2), variance: scope.variable(3), scale: gamma, offset: beta,
        epsilon: epsilon)
    }
    let (output, mean, variance) = batchNormalization(
      input, scale: gamma, offset: beta, epsilon: epsilon)
    for (position, value) in [(2, mean), (3, variance)] {
      let moving = scope.state(position)
      moving.assign(moving.value * momentum + value * (1 - momentum))
    }
    return output
  }
}
