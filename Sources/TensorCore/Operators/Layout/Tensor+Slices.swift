import Diagnostics

extension Tensor {
  /// The elements in a range along an axis.
  ///
  /// - Parameters:
  ///   - range: Of positions along the axis.
  ///   - axis: Counted from the first, or if negative from the last.
  public func slice(_ range: Range<Int>, along axis: Int) -> Tensor {
    let axis = Axes.position(axis, in: shape, "slice")
    require(
      range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "slice(\(range), along: \(axis)) of a tensor of shape \(shape)")
    let result = MutableTensor(shape: shape.replacing(axis, with: range.count))
    result.copy(Block(range, along: axis), of: self, to: 0)
    return result.frozen.recorded(from: [self]) { tape in
      let (operand, length) = (tape.operand(self), shape[axis])
      return { gradient, sink in
        sink.contribute(
          gradient.padded(
            along: axis, before: range.lowerBound, after: length - range.upperBound),
          to: operand)
      }
    }
  }

  /// The tensor cut along an axis into parts of the same length.
  ///
  /// - Parameters:
  ///   - count: How many parts; a divisor of the axis's length.
  ///   - axis: Counted from the first, or if negative from the last.
  public func split(into count: Int, along axis: Int) -> [Tensor] {
    let axis = Axes.position(axis, in: shape, "split")
    require(
      count > 0 && shape[axis].isMultiple(of: count),
      "split(into: \(count)) along axis \(axis) takes a length it divides, not shape \(shape)")
    return split(
      lengths: Array(repeating: shape[axis] / count, count: count), along: axis)
  }

  /// The tensor cut along an axis into parts of given lengths, which together make up the axis.
  public func split(lengths: [Int], along axis: Int) -> [Tensor] {
    let axis = Axes.position(axis, in: shape, "split")
    require(
      lengths.allSatisfy { $0 >= 0 } && lengths.reduce(0, +) == shape[axis],
      "split(lengths: \(lengths)) does not make up axis \(axis) of shape \(shape)")
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return slice(start..<start + length, along: axis)
    }
  }

  /// The tensor with more elements of one value before and behind those along an axis.
  ///
  /// - Parameters:
  ///   - axis: Counted from the first, or if negative from the last.
  ///   - before: How many come first.
  ///   - after: How many come last.
  ///   - value: What they are; 0 by default.
  ///
  /// Source: NumPy and Keras, `pad(mode="constant")`, one axis at a time.
  public func padded(
    along axis: Int, before: Int = 0, after: Int = 0, with value: Float = 0
  ) -> Tensor {
    let axis = Axes.position(axis, in: shape, "padded")
    require(
      before >= 0 && after >= 0,
      "padded(along: \(axis)) takes numbers of elements, not \(before) before and \(after) after")
    if before == 0 && after == 0 { return self }
    let length = shape[axis]
    let result = MutableTensor(shape: shape.replacing(axis, with: before + length + after))
    result.fill(with: value)
    result.copy(Block(0..<length, along: axis), of: self, to: before)
    return result.frozen.recorded(from: [self]) { tape in
      let operand = tape.operand(self)
      return { gradient, sink in
        sink.contribute(gradient.slice(before..<before + length, along: axis), to: operand)
      }
    }
  }
}

/// Tensors behind each other along an axis.
///
/// - Parameters:
///   - parts: At least one; of the same lengths along all other axes.
///   - axis: Counted from the first, or if negative from the last.
public func concatenate(_ parts: [Tensor], along axis: Int) -> Tensor {
  guard let first = parts.first else {
    requirementFailure("concatenate takes at least one tensor")
  }
  let axis = Axes.position(axis, in: first.shape, "concatenate")
  for part in parts {
    require(
      part.shape.rank == first.shape.rank
        && part.shape.replacing(axis, with: 0) == first.shape.replacing(axis, with: 0),
      """
      concatenate along axis \(axis) takes tensors of the same lengths along all others, \
      not \(first.shape) and \(part.shape)
      """)
  }
  let lengths = parts.map { $0.shape[axis] }
  let result = MutableTensor(shape: first.shape.replacing(axis, with: lengths.reduce(0, +)))
  var start = 0
  for (part, length) in zip(parts, lengths) {
    result.copy(Block(0..<length, along: axis), of: part, to: start)
    start += length
  }
  return result.frozen.recorded(from: parts) { tape in
    let operands = parts.map { tape.operand($0) }
    return { gradient, sink in
      var start = 0
      for (operand, length) in zip(operands, lengths) {
        if sink.wants(operand) {
          sink.contribute(gradient.slice(start..<start + length, along: axis), to: operand)
        }
        start += length
      }
    }
  }
}

/// A range of positions along an axis.
private struct Block {
  let range: Range<Int>
  let axis: Int

  init(_ range: Range<Int>, along axis: Int) {
    self.range = range
    self.axis = axis
  }
}

extension MutableTensor {
  /// Copies a block of a tensor to a position along the same axis.
  fileprivate func copy(_ block: Block, of tensor: Tensor, to position: Int) {
    let source = Axes.split(tensor.shape, at: block.axis)
    let target = Axes.split(shape, at: block.axis)
    let run = block.range.count * source.inner
    if run == 0 { return }
    for outer in 0..<source.outer {
      let start = (outer * source.length + block.range.lowerBound) * source.inner
      copy(from: tensor, start..<start + run, at: (outer * target.length + position) * target.inner)
    }
  }
}

extension Shape {
  /// The same lengths but for one axis.
  fileprivate func replacing(_ axis: Int, with length: Int) -> Shape {
    var lengths = dimensions
    lengths[axis] = length
    return Shape(lengths)
  }
}
