import TensorCore

extension Tensor {
  /// Values uniform over a range, the same for the same seed.
  public static func random(
    _ shape: Shape, seed: UInt64, in range: Range<Float> = -1..<1
  ) -> Tensor {
    var random = RandomStream(seed: seed, path: "tests/tensor").sequence()
    return Tensor(
      (0..<shape.elementCount).map { _ in random.nextUniform(in: range) }, shape: shape)
  }

  /// The same tensor with one element replaced.
  public func replacing(_ index: Int, with value: Float) -> Tensor {
    var values = self.values
    values[index] = value
    return Tensor(values, shape: shape)
  }
}

extension IntegerTensor where Element == UInt8 {
  /// Classes below a bound, the same for the same seed.
  public static func randomLabels(_ count: Int, classes: Int, seed: UInt64) -> IntegerTensor<UInt8>
  {
    var random = RandomStream(seed: seed, path: "tests/labels").sequence()
    return IntegerTensor<UInt8>((0..<count).map { _ in UInt8(Int(random.nextWord()) % classes) })
  }
}
