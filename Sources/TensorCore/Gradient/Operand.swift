import Diagnostics

/// A reference to an operand of a recorded operator, for use in its pullback.
///
/// A pullback captures operands rather than tensors with a tape, so that a tape never holds itself.
public struct Operand: Sendable {
  // Nil for a tensor that the tape does not follow, whose gradient nobody wants.
  let index: Int?

  /// Whether a tape follows the tensor.
  var isFollowed: Bool { index != nil }
}

extension Tensor {
  /// What a pullback calls this tensor by.
  public var operand: Operand { Operand(index: origin?.place?.index) }

  /// Puts the result of an operator on the tape of its operands; returns it unchanged if none of
  /// them is watched.
  ///
  /// - Parameters:
  ///   - operands: The operator's operands, all of one tape or of none.
  ///   - pullback: What to do with the gradient of the result. It captures operands detached.
  public func recorded(
    from operands: [Tensor], pullback: @escaping GradientTape.Pullback
  ) -> Tensor {
    recorded(from: operands, logits: nil, pullback: pullback)
  }

  func recorded(
    from operands: [Tensor], logits: Tensor?, pullback: @escaping GradientTape.Pullback
  ) -> Tensor {
    var tape: GradientTape?
    for operand in operands {
      guard let place = operand.origin?.place else { continue }
      require(
        tape == nil || tape === place.tape, "the operands are watched by different tapes")
      tape = place.tape
    }
    if let tape { return tape.append(self, pullback: pullback, logits: logits) }
    guard let logits else { return self }
    return with(origin: TensorOrigin(place: nil, logits: logits))
  }
}
