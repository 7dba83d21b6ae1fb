import Diagnostics
import TensorCore

/// Predictions and what was expected, element by element, and how the losses of elements become those of
/// examples.
///
/// The two have one shape, but for a last axis of length 1 that either may lack, as in Keras. Losses are
/// taken together along the last axis, and never along that of the examples: `[rows]` counts as
/// `[rows, 1]`.
struct ElementLosses {
  /// As it was given, so that it still knows its logits.
  let predicted: Tensor
  /// In the shape of the predictions.
  let expected: Tensor
  // The shape whose last axis is reduced.
  private let shape: Shape

  /// - Parameter name: Of the loss.
  init(predicted: Tensor, expected: Tensor, of name: String) {
    let (first, second) = (predicted.shape, expected.shape)
    let longer = first.rank >= second.rank ? first : second
    let shorter = first.rank >= second.rank ? second : first
    let fits =
      longer == shorter
      || (longer.rank == shorter.rank + 1 && longer[longer.rank - 1] == 1
        && Array(longer.dimensions.dropLast()) == shorter.dimensions)
    require(
      fits && longer.rank >= 1 && shorter.rank >= 1,
      """
      the loss \(name) takes two tensors of one shape with the examples along the first axis, \
      not predictions of \(first) and \(second) expected
      """)
    self.predicted = predicted
    self.expected = first == second ? expected : expected.reshaped(to: first)
    shape = shorter.rank > 1 ? shorter : Shape(rows: shorter[0], columns: 1)
    require(
      shape[shape.rank - 1] > 0,
      "the loss \(name) takes at least one element of each example, not predictions of \(first)")
  }

  /// The means of the losses of elements along the last axis.
  func means(_ losses: Tensor) -> Tensor { losses.reshaped(to: shape).mean(along: -1) }

  /// The sums of the losses of elements along the last axis.
  func sums(_ losses: Tensor) -> Tensor { losses.reshaped(to: shape).sum(along: -1) }
}
