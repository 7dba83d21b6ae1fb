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
public final class BatchNormalization: Layer {
  /// What is kept of the moving means in each step; 0.99 by default.
  public let momentum: Float
  /// Added to the variance under the root; 0.001 by default.
  public let epsilon: Float
  /// Whether training changes anything; true by default.
  public let isTrainable: Bool
  /// What it is called in the paths of its weights; nil for `batch_normalization`.
  public let name: String?

  /// Makes a layer with the defaults of Keras.
  public init(
    momentum: Float = 0.99, epsilon: Float = 1e-3, named name: String? = nil,
    isTrainable: Bool = true
  ) {
    require(
      momentum >= 0 && momentum <= 1,
      "the momentum of a batch normalization lies in 0...1, not at \(momentum)")
    require(
      epsilon > 0 && epsilon.isFinite,
      "the epsilon of a batch normalization is positive and finite, not \(epsilon)")
    self.momentum = momentum
    self.epsilon = epsilon
    self.name = name
    self.isTrainable = isTrainable
  }

  /// The input, normalized; in training the moving means move on.
  public func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    require(
      input.shape.rank >= 2,
      "the batch normalization \(scope.path) takes [rows, …, channels], not \(input.shape)")
    let channels = Shape(count: input.shape[input.shape.rank - 1])
    let gamma = scope.weight("gamma", channels, .ones)
    let beta = scope.weight("beta", channels, .zeros)
    let movingMean = scope.state("moving_mean", channels, .zeros, merge: .weightedMean)
    let movingVariance = scope.state("moving_variance", channels, .ones, merge: .weightedMean)
    guard scope.isTraining && scope.isTrainable else {
      return batchNormalization(
        input, mean: movingMean.value, variance: movingVariance.value, scale: gamma, offset: beta,
        epsilon: epsilon)
    }
    let (output, mean, variance) = batchNormalization(
      input, scale: gamma, offset: beta, epsilon: epsilon)
    for (moving, value) in [(movingMean, mean), (movingVariance, variance)] {
      moving.assign(moving.value * momentum + value * (1 - momentum))
    }
    return output
  }
}
