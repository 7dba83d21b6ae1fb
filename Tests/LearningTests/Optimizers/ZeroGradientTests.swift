import TestSupport
import Testing

@testable import Learning
@testable import TensorCore

@Suite("RMSprop where gradients are zero", .computing)
struct ZeroGradientTests {
  @Test("gives the bits of the formula, signs of zeros included")
  func bits() {
    // Whole chunks of zeros, chunks with one gradient among zeros, and both zeros throughout.
    let count = 64 * 9 + 17
    let weights = Tensor.random([count], seed: 1).values.enumerated().map {
      $0 % 11 == 0 ? Float(signOf: $0 % 2 == 0 ? -1 : 1, magnitudeOf: 0) : $1
    }
    let gradients = (0..<count).map { index -> Float in
      if (index / 64).isMultiple(of: 2) { return index % 3 == 0 ? -0.0 : 0 }
      return index % 64 == 5 ? 0.25 : index % 5 == 0 ? -0.0 : 0
    }
    let velocities = Tensor.random([count], seed: 2, in: 0..<1).values
    var velocity = velocities
    var updated = weights
    gradients.withUnsafeBufferPointer { gradients in
      velocity.withUnsafeMutableBufferPointer { velocity in
        updated.withUnsafeMutableBufferPointer { updated in
          VectorLoops.rmsprop(
            weights: updated, velocity: velocity, gradient: gradients, learningRate: 1e-3,
            rho: 0.9, epsilon: 1e-7)
        }
      }
    }
    for index in 0..<count {
      let (rho, rest): (Float, Float) = (0.9, 1 - 0.9)
      let gradient = gradients[index]
      let expectedVelocity = rho * velocities[index] + rest * (gradient * gradient)
      let expected =
        weights[index] - (1e-3 * gradient) / (expectedVelocity + 1e-7).squareRoot()
      #expect(velocity[index].bitPattern == expectedVelocity.bitPattern)
      #expect(updated[index].bitPattern == expected.bitPattern)
    }
  }

  @Test("lets velocities and squares that are next to nothing be nothing")
  func subnormals() {
    // The last element keeps the chunk from being all zeros.
    let subnormal = Float.leastNormalMagnitude / 64
    let gradients: [Float] = [0, 1e-19, -1e-19, 1e-17, subnormal, 1]
    var velocity: [Float] = [1e-36, 1e-37, 0, 0, subnormal, 0]
    var weights = [Float](repeating: 0, count: gradients.count)
    gradients.withUnsafeBufferPointer { gradients in
      velocity.withUnsafeMutableBufferPointer { velocity in
        weights.withUnsafeMutableBufferPointer { weights in
          VectorLoops.rmsprop(
            weights: weights, velocity: velocity, gradient: gradients, learningRate: 1e-3,
            rho: 0.9, epsilon: 1e-7)
        }
      }
    }
    #expect(velocity[0] == Float(0.9) * Float(1e-36))
    #expect(Array(velocity[1..<3]) == [0, 0])
    #expect(velocity[3] > 9e-36 && velocity[4] == 0 && velocity[5] > 0.09)
    // The weights move all the same.
    #expect(weights[1] < 0 && weights[2] > 0 && weights[3] < 0)
  }
}
