import CVectorLoops
import Diagnostics

extension Tensor {
  /// The tensor with its axes in another order.
  ///
  /// - Parameter axes: Which axis comes first, which second, and so on; each once.
  public func permuted(to axes: [Int]) -> Tensor {
    require(
      axes.sorted() == Array(0..<shape.rank),
      "permuted(to: \(axes)) takes each axis of the tensor once, whose shape is \(shape)")
    if axes == axes.sorted() { return self }
    let result = MutableTensor(shape: Shape(axes.map { shape[$0] }))
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in (0..<shape.rank - 1).reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    let missing = [Int](repeating: 1, count: Shape.maximumRank - shape.rank)
    tandem_permute(
      result.base, base, missing + result.shape.dimensions, missing + axes.map { strides[$0] })
    withExtendedLifetime(self) {}
    return result.frozen.recorded(from: [self]) { tape in
      let operand = tape.operand(self)
      let back = axes.indices.map { axis in axes.firstIndex(of: axis) ?? axis }
      return { gradient, sink in sink.contribute(gradient.permuted(to: back), to: operand) }
    }
  }

  /// The tensor with its axes in the reverse order: of a matrix the transposed one.
  public func transposed() -> Tensor { permuted(to: Array((0..<shape.rank).reversed())) }
}
