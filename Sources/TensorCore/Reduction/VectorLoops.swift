import CVectorLoops
import Diagnostics

/// Loops over blocks of memory, for optimizers.
package enum VectorLoops {
  /// Adds a block to another of its size.
  package static func add(
    _ block: UnsafeBufferPointer<Float>, to sums: UnsafeMutableBufferPointer<Float>
  ) {
    require(block.count == sums.count, "blocks of \(block.count) and \(sums.count)")
    tandem_add(sums.baseAddress, sums.baseAddress, block.baseAddress, block.count)
  }

  /// A step of RMSprop over a block: see `RMSprop` for the formula.
  package static func rmsprop(
    weights: UnsafeMutableBufferPointer<Float>, velocity: UnsafeMutableBufferPointer<Float>,
    gradient: UnsafeBufferPointer<Float>, learningRate: Float, rho: Float, epsilon: Float
  ) {
    require(
      weights.count == gradient.count && velocity.count == gradient.count,
      "blocks of \(weights.count), \(velocity.count) and \(gradient.count)")
    tandem_rmsprop(
      weights.baseAddress, velocity.baseAddress, gradient.baseAddress, gradient.count,
      learningRate, rho, epsilon)
  }
}
