import CVectorLoops

/// Loops over blocks of memory, for optimizers.
package enum VectorLoops {
  /// A step of RMSprop over a block: see `RMSprop` for the formula.
  package static func rmsprop(
    weights: UnsafeMutableBufferPointer<Float>, velocity: UnsafeMutableBufferPointer<Float>,
    gradient: UnsafeBufferPointer<Float>, learningRate: Float, rho: Float, epsilon: Float
  ) {
    precondition(
      weights.count == gradient.count && velocity.count == gradient.count,
      "blocks of \(weights.count), \(velocity.count) and \(gradient.count)")
    tandem_rmsprop(
      weights.baseAddress, velocity.baseAddress, gradient.baseAddress, gradient.count,
      learningRate, rho, epsilon)
  }
}
