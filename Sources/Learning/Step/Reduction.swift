/// What a step's losses come to as one number, which is differentiated.
///
/// Losses are handed over as they are, one or several an example, since only the whole global batch knows
/// their mean.
///
/// Source: Keras, `reduction` of `keras.losses.Loss`.
public enum Reduction: Sendable, Hashable {
  /// Their mean over the global batch.
  case mean
  /// Their sum over the global batch.
  case sum
}
