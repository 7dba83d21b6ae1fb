import Diagnostics

/// The cross-entropy along the last axis between predicted and expected distributions over classes, in
/// nats: −Σ expected · log p.
///
/// Works from the logits where the prediction is the result of ``softmax(_:)``. Otherwise the
/// probabilities are divided by their sum and clipped to [1e-7, 1 − 1e-7], and a clipped one has the
/// gradient 0.
///
/// - Parameters:
///   - predicted: Probabilities `[…, classes]`.
///   - expected: Probabilities of the same shape.
/// - Returns: A loss for each row of classes.
///
/// Source: Keras, `keras.ops.categorical_crossentropy` on the TensorFlow backend.
public func categoricalCrossEntropy(predicted: Tensor, expected: Tensor) -> Tensor {
  if case .softmax(let logits)? = predicted.origin?.logits {
    return categoricalCrossEntropy(logits: logits, expected: expected)
  }
  requireOneShape(predicted, expected)
  let shares = predicted / predicted.sum(along: -1, keepingAxes: true)
  let clipped = minimum(maximum(shares, 1e-7), 1 - 1e-7)
  return -(expected * log(clipped)).sum(along: -1)
}

/// The cross-entropy along the last axis between the softmax of logits and an expected distribution over
/// classes, in nats.
///
/// - Parameters:
///   - logits: Unnormalised log-probabilities `[…, classes]`.
///   - expected: Probabilities of the same shape.
/// - Returns: A loss for each row of classes.
public func categoricalCrossEntropy(logits: Tensor, expected: Tensor) -> Tensor {
  requireOneShape(logits, expected)
  return -(expected * logSoftmax(logits)).sum(along: -1)
}

private func requireOneShape(_ predicted: Tensor, _ expected: Tensor) {
  require(
    predicted.shape == expected.shape && predicted.shape.rank >= 1,
    """
    categoricalCrossEntropy takes two tensors […, classes] of one shape, not predictions of \
    \(predicted.shape) and \(expected.shape) expected
    """)
}
