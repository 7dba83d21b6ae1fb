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

  /// Writes scale · (value − other), element by element.
  package static func subtract(
    _ other: Tensor, from value: Tensor, scaledBy scale: Float, into place: MutableTensor
  ) {
    require(
      other.count == value.count && value.count == place.count,
      "tensors of \(other.count), \(value.count) and \(place.count)")
    place.withElements { place in
      value.withElements { value in
        other.withElements { other in
          for index in place.indices { place[index] = scale * (value[index] - other[index]) }
        }
      }
    }
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
