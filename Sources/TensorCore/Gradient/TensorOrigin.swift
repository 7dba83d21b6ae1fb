/// Where a tensor comes from: its place on a tape, and what a loss needs to know of its making.
package final class TensorOrigin: Sendable {
  /// The tape and the index of the record, if any operand was watched.
  package let place: (tape: GradientTape, index: Int)?
  /// The operand of a softmax, so that a loss can work from the logits, as Keras does.
  package let logits: Tensor?

  init(place: (tape: GradientTape, index: Int)?, logits: Tensor? = nil) {
    self.place = place
    self.logits = logits
  }
}
