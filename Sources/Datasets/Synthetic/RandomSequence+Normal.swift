import TensorCore

extension RandomSequence {
  /// A number of mean 0 and variance 1, nearly normal, never beyond ±3.5: the sum of four uniform
  /// ones, which takes no logarithm.
  mutating func nextNormal() -> Float {
    var sum: Float = -2
    for _ in 0..<4 { sum += nextUniform() }
    return sum * 1.732_050_8
  }
}
