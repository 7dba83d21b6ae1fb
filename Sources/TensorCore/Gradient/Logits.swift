/// What probabilities were made from, and how.
package enum Logits: Sendable {
  /// Exponentials along the last axis, divided by their sum.
  case softmax(Tensor)
  /// The logistic function of each element.
  case sigmoid(Tensor)
}
