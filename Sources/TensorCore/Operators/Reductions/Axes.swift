import Diagnostics

/// The axes that an operator works along, counted from the first.
struct Axes {
  /// In ascending order, without repetition.
  let positions: [Int]
  let shape: Shape

  /// - Parameters:
  ///   - axes: Counted from the first, or if negative from the last.
  ///   - shape: Of the operand.
  ///   - name: Of the operator, for messages.
  init(_ axes: [Int], of shape: Shape, in name: @autoclosure () -> String) {
    self.shape = shape
    positions = axes.map { Self.position($0, in: shape, name()) }.sorted()
    require(
      Set(positions).count == positions.count,
      "\(name()) takes each axis once, not \(axes) of \(shape)")
  }

  /// One axis, counted from the first.
  static func position(
    _ axis: Int, in shape: Shape, _ name: @autoclosure () -> String
  ) -> Int {
    let position = axis < 0 ? axis + shape.rank : axis
    require(
      position >= 0 && position < shape.rank,
      "\(name()) along axis \(axis) takes a tensor that has it, not one of shape \(shape)")
    return position
  }

  /// The shape with these axes of length 1.
  var kept: Shape {
    Shape((0..<shape.rank).map { positions.contains($0) ? 1 : shape[$0] })
  }

  /// The shape without these axes.
  var dropped: Shape {
    Shape((0..<shape.rank).filter { !positions.contains($0) }.map { shape[$0] })
  }

  /// How many elements go into one.
  var count: Int { positions.reduce(1) { $0 * shape[$1] } }

  /// A shape seen from one axis: how many elements lie before, along and behind it.
  static func split(_ shape: Shape, at axis: Int) -> (outer: Int, length: Int, inner: Int) {
    let lengths = shape.dimensions
    return (
      lengths[..<axis].reduce(1, *), lengths[axis], lengths[(axis + 1)...].reduce(1, *)
    )
  }

  /// Calls a loop for one run of neighbouring axes after the other, from the last to the first.
  ///
  /// - Returns: The result in the shape ``kept``.
  func reduce(
    _ tensor: Tensor,
    by loop: (
      UnsafeMutablePointer<Float>, UnsafePointer<Float>, _ outer: Int, _ length: Int, _ inner: Int
    ) -> Void
  ) -> Tensor {
    var current = tensor.detached
    var lengths = shape.dimensions
    var rest = positions
    while let last = rest.popLast() {
      var first = last
      while rest.last == first - 1 { first = rest.removeLast() }
      let (outer, length) = (lengths[..<first].reduce(1, *), lengths[first...last].reduce(1, *))
      let inner = lengths[(last + 1)...].reduce(1, *)
      for axis in first...last { lengths[axis] = 1 }
      let result = MutableTensor(shape: Shape(lengths))
      loop(result.base, current.base, outer, length, inner)
      withExtendedLifetime(current) {}
      current = result.frozen
    }
    return current
  }
}
