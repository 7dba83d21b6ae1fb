import CVectorLoops
import Diagnostics

/// How the values of a variable begin.
///
/// Source: Keras, `keras.initializers`; Glorot and Bengio, "Understanding the difficulty of training
/// deep feedforward neural networks", AISTATS 2010.
public enum Initializer: Sendable, Hashable {
  /// All 0.
  case zeros
  /// All 1.
  case ones
  /// Uniform between ±√(6 / (in + out)), for a matrix `[in, out]`.
  case glorotUniform
  /// Uniform over low..<high.
  case uniform(low: Float, high: Float)

  /// The bounds of the uniform distribution, or the constant twice.
  public func limits(for shape: Shape) -> (low: Float, high: Float) {
    switch self {
    case .zeros: return (0, 0)
    case .ones: return (1, 1)
    case .uniform(let low, let high): return (low, high)
    case .glorotUniform:
      require(shape.rank == 2, "glorotUniform takes a matrix, not the shape \(shape)")
      let limit = Float((6 / Double(shape[0] + shape[1])).squareRoot())
      return (-limit, limit)
    }
  }

  func fill(_ tensor: MutableTensor, from stream: RandomStream) {
    let (low, high) = limits(for: tensor.shape)
    if low == high {
      tensor.fill(with: low)
    } else {
      tandem_random_uniform(tensor.base, tensor.count, low, high, [stream.key.x, stream.key.y])
    }
  }
}
