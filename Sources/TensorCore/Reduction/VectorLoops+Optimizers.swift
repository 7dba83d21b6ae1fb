import CVectorLoops
import Diagnostics

extension VectorLoops {
  /// A step of SGD over a block: see `SGD` for the formula. Without a block of momentum there is none.
  package static func sgd(
    weights: UnsafeMutableBufferPointer<Float>, momentum: UnsafeMutableBufferPointer<Float>?,
    gradient: UnsafeBufferPointer<Float>, learningRate: Float, momentumFactor: Float,
    nesterov: Bool
  ) {
    requireEqual(gradient, weights, momentum)
    guard let momentum else {
      return tandem_sgd(weights.baseAddress, gradient.baseAddress, gradient.count, learningRate)
    }
    (nesterov ? tandem_sgd_nesterov : tandem_sgd_momentum)(
      weights.baseAddress, momentum.baseAddress, gradient.baseAddress, gradient.count,
      learningRate, momentumFactor)
  }

  /// A step of RMSprop over a block, centered if there is a block of averages, with momentum if there is
  /// one of it: see `RMSprop` for the formulas.
  package static func rmsprop(
    weights: UnsafeMutableBufferPointer<Float>, velocity: UnsafeMutableBufferPointer<Float>,
    average: UnsafeMutableBufferPointer<Float>?, momentum: UnsafeMutableBufferPointer<Float>?,
    gradient: UnsafeBufferPointer<Float>, learningRate: Float, rho: Float, momentumFactor: Float,
    epsilon: Float
  ) {
    requireEqual(gradient, weights, velocity, average, momentum)
    switch (average, momentum) {
    case (nil, nil):
      rmsprop(
        weights: weights, velocity: velocity, gradient: gradient, learningRate: learningRate,
        rho: rho, epsilon: epsilon)
    case (nil, let momentum?):
      tandem_rmsprop_momentum(
        weights.baseAddress, velocity.baseAddress, momentum.baseAddress, gradient.baseAddress,
        gradient.count, learningRate, rho, momentumFactor, epsilon)
    case (let average?, nil):
      tandem_rmsprop_centered(
        weights.baseAddress, velocity.baseAddress, average.baseAddress, gradient.baseAddress,
        gradient.count, learningRate, rho, epsilon)
    case (let average?, let momentum?):
      tandem_rmsprop_centered_momentum(
        weights.baseAddress, velocity.baseAddress, average.baseAddress, momentum.baseAddress,
        gradient.baseAddress, gradient.count, learningRate, rho, momentumFactor, epsilon)
    }
  }

  /// A step of Adam over a block, with decay unless that is 0: see `Adam` and `AdamW` for the formulas.
  ///
  /// - Parameters:
  ///   - rate: The learning rate, corrected for means that began at zero.
  ///   - beta1Rest: 1 − beta1.
  ///   - beta2Rest: 1 − beta2.
  ///   - learningRate: The learning rate, which the decay goes by.
  package static func adam(
    weights: UnsafeMutableBufferPointer<Float>, momentum: UnsafeMutableBufferPointer<Float>,
    velocity: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>,
    rate: Float, beta1Rest: Float, beta2Rest: Float, epsilon: Float, learningRate: Float,
    weightDecay: Float
  ) {
    requireEqual(gradient, weights, momentum, velocity)
    if weightDecay == 0 {
      tandem_adam(
        weights.baseAddress, momentum.baseAddress, velocity.baseAddress, gradient.baseAddress,
        gradient.count, rate, beta1Rest, beta2Rest, epsilon)
    } else {
      tandem_adam_decaying(
        weights.baseAddress, momentum.baseAddress, velocity.baseAddress, gradient.baseAddress,
        gradient.count, rate, beta1Rest, beta2Rest, epsilon, learningRate, weightDecay)
    }
  }

  private static func requireEqual(
    _ gradient: UnsafeBufferPointer<Float>, _ blocks: UnsafeMutableBufferPointer<Float>?...
  ) {
    require(
      blocks.allSatisfy { $0.map { $0.count == gradient.count } ?? true },
      "blocks of \(blocks.compactMap { $0?.count }) for a gradient of \(gradient.count)")
  }
}
