/// An operator as one tape sees it: what its pullback may capture.
///
/// Tapes lie inside each other where derivatives are differentiated again, and each needs a pullback of
/// its own, which must not hold what the tape itself follows.
public struct Recording {
  let tape: GradientTape
  /// The operator's result, unknown to the tape, and known to those outside it.
  public let result: Tensor

  /// What the pullback calls an operand by.
  public func operand(_ tensor: Tensor) -> Operand {
    Operand(index: tensor.origin?.index(on: tape))
  }

  /// The operand's value, unknown to the tape, and known to those outside it.
  public func value(of tensor: Tensor) -> Tensor {
    guard let origin = tensor.origin else { return tensor }
    return tensor.with(origin: origin.seenFromOutside(tape))
  }

  /// Whether the tape lies inside another one, so that its pullbacks may be differentiated too.
  var isNested: Bool { tape.outer != nil }
}
