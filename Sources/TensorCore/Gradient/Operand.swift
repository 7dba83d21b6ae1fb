/// A reference to an operand of a recorded operator, for use in its pullback.
///
/// A pullback captures operands rather than tensors with a tape, so that a tape never holds itself.
public struct Operand: Sendable {
  // Nil for a tensor that the tape does not follow, whose gradient nobody wants.
  let index: Int?
}

extension Tensor {
  /// What a pullback for one tape calls this tensor by.
  public var operand: Operand { Operand(index: origin?.place?.index) }

  /// Whether a tape follows the tensor.
  public var isFollowed: Bool { origin?.place != nil }
}
