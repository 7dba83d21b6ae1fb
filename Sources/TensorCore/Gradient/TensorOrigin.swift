/// Where a tensor comes from: its places on tapes, and what a loss needs to know of its making.
///
/// A value rather than an object, since every operator makes one.
package struct TensorOrigin: Sendable {
  /// The innermost tape that follows the tensor and the index of the record, if any tape does.
  package let place: (tape: GradientTape, index: Int)?
  // Most tensors have neither of these, so that they share one reference.
  private let rarities: Rarities?

  /// What a softmax or a sigmoid was given, so that a loss can work from the logits, as Keras does.
  package var logits: Logits? { rarities?.logits }

  /// The tensor's place on the next tape outside, if that follows it too; the inner one holds the
  /// outer and never the reverse.
  var outer: TensorOrigin? { rarities?.outer }

  init(
    place: (tape: GradientTape, index: Int)?, logits: Logits? = nil, outer: TensorOrigin? = nil
  ) {
    self.place = place
    rarities = logits == nil && outer == nil ? nil : Rarities(logits: logits, outer: outer)
  }

  /// The index of the tensor's record on a tape, if that follows it.
  func index(on tape: GradientTape) -> Int? {
    guard let place else { return nil }
    return place.tape === tape ? place.index : outer?.index(on: tape)
  }

  /// What is left of it for whoever stands outside a tape and sees neither that nor any inside it.
  func seenFromOutside(_ tape: GradientTape) -> TensorOrigin? {
    guard let place else { return nil }
    if place.tape.depth >= tape.depth { return outer?.seenFromOutside(tape) }
    return logits == nil ? self : TensorOrigin(place: place, outer: outer)
  }

  /// The tapes that follow the tensor, from the innermost outwards.
  var tapes: [GradientTape] {
    guard let place else { return [] }
    return [place.tape] + (outer?.tapes ?? [])
  }

  // A tensor can't hold another one directly.
  private final class Rarities: Sendable {
    let logits: Logits?
    let outer: TensorOrigin?

    init(logits: Logits?, outer: TensorOrigin?) {
      self.logits = logits
      self.outer = outer
    }
  }
}
