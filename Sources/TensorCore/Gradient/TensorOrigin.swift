/// Where a tensor comes from: its place on a tape, and what a loss needs to know of its making.
///
/// A value rather than an object, since every operator makes one.
package struct TensorOrigin: Sendable {
  /// The tape and the index of the record, if any operand was watched.
  package let place: (tape: GradientTape, index: Int)?
  private let softmax: Softmax?

  /// The operand of a softmax, so that a loss can work from the logits, as Keras does.
  package var logits: Tensor? { softmax?.logits }

  init(place: (tape: GradientTape, index: Int)?, logits: Tensor? = nil) {
    self.place = place
    softmax = logits.map(Softmax.init)
  }

  // A tensor can't hold another one directly.
  private final class Softmax: Sendable {
    let logits: Tensor

    init(_ logits: Tensor) { self.logits = logits }
  }
}
