import TensorCore

/// What an update does to the gradients of a group to keep them within their limits.
enum ClippingFactors: Sendable {
  /// Nothing.
  case none
  /// Each element is brought within a limit.
  case value(Float)
  /// All are multiplied by a factor.
  case group(Float)
  /// Those of a variable, by its position in the layout, are multiplied by a factor.
  case variables([Int: Float])

  /// The gradients of a block as they are to be applied.
  ///
  /// - Parameters:
  ///   - block: Elements of the group; of one variable, where variables have factors of their own.
  ///   - variable: Which one.
  ///   - body: Receives the elements.
  func clip(
    _ block: UnsafeBufferPointer<Float>, of variable: Int?,
    _ body: (UnsafeBufferPointer<Float>) -> Void
  ) {
    var factor: Float = 1
    switch self {
    case .none: break
    case .value(let limit):
      return withTemporary(block.count) { place in
        VectorLoops.clip(block, to: limit, into: place)
        body(UnsafeBufferPointer(place))
      }
    case .group(let common): factor = common
    case .variables(let factors): factor = variable.flatMap { factors[$0] } ?? 1
    }
    if factor == 1 { return body(block) }
    withTemporary(block.count) { place in
      VectorLoops.scale(block, by: factor, into: place)
      body(UnsafeBufferPointer(place))
    }
  }

  private func withTemporary(
    _ count: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { body($0) }
  }
}
