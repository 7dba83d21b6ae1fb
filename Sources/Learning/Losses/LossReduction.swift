import TensorCore

/// How the losses of some examples become one number.
///
/// In a train step on several workers nothing but the examples of a shard is there: there the losses are
/// handed over as they are, and so is the way to reduce them.
///
/// Source: Keras, the `reduction` of `keras.losses.Loss`.
public enum LossReduction: Sendable, Hashable {
  /// None: a loss for each example, Keras's `none`.
  case none
  /// The sum, Keras's `sum`.
  case sum
  /// The sum divided by the number of losses whatever they were weighted with, Keras's
  /// `sum_over_batch_size`; 0 of nothing.
  case mean
}

extension Tensor {
  /// The losses of some examples, reduced to a number, or not.
  public func reduced(_ reduction: LossReduction) -> Tensor {
    switch reduction {
    case .none: self
    case .sum: TensorCore.sum(self)
    case .mean: TensorCore.sum(self) / Float(Swift.max(1, count))
    }
  }
}
