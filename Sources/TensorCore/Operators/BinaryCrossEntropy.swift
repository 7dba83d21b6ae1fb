import CVectorLoops
import Diagnostics

/// The cross-entropy of each element between the probability of a yes that was predicted and the one that
/// was expected, in nats: −(expected · log p + (1 − expected) · log(1 − p)).
///
/// Works from the logits where the prediction is the result of ``sigmoid(_:)``: more exact, and sigmoid
/// and loss together have the gradient p − expected. Otherwise the probabilities are clipped to
/// [1e-7, 1 − 1e-7], and a clipped one has the gradient 0.
///
/// - Parameters:
///   - predicted: Probabilities, of any shape.
///   - expected: Of the same shape: 0, 1, or a probability.
/// - Returns: A loss for each element.
///
/// Source: Keras, `keras.ops.binary_crossentropy` on the TensorFlow backend.
public func binaryCrossEntropy(predicted: Tensor, expected: Tensor) -> Tensor {
  if case .sigmoid(let logits)? = predicted.origin?.logits {
    return binaryCrossEntropy(logits: logits, expected: expected)
  }
  requireOneShape(predicted, expected)
  let yes = minimum(maximum(predicted, 1e-7), 1 - 1e-7)
  return -(expected * log(yes) + (1 - expected) * log(1 - yes))
}

/// The cross-entropy of each element between the sigmoid of logits and the probability of a yes that was
/// expected, in nats: max(x, 0) − x · expected + log(1 + e^−|x|), which overflows nowhere.
///
/// - Parameters:
///   - logits: Of any shape.
///   - expected: Of the same shape: 0, 1, or a probability.
/// - Returns: A loss for each element.
public func binaryCrossEntropy(logits: Tensor, expected: Tensor) -> Tensor {
  requireOneShape(logits, expected)
  let (loss, difference) = (
    MutableTensor(shape: logits.shape), MutableTensor(shape: logits.shape)
  )
  tandem_binary_cross_entropy(
    loss.base, difference.base, logits.base, expected.base, logits.count)
  withExtendedLifetime((logits, expected)) {}
  return loss.frozen.recorded(from: [logits, expected]) { tape in
    let (operand, expectedOperand) = (tape.operand(logits), tape.operand(expected))
    let nested = tape.isNested ? (tape.value(of: logits), tape.value(of: expected)) : nil
    let factor = expected.isFollowed ? tape.value(of: logits) : nil
    return { [difference = difference.frozen] gradient, sink in
      if sink.wants(operand) {
        if sink.isFollowed, let (logits, expected) = nested {
          sink.contribute(gradient * (sigmoid(logits) - expected), to: operand)
        } else {
          sink.contribute(gradient * difference, to: operand)
        }
      }
      if sink.wants(expectedOperand), let logits = factor {
        sink.contribute(-(gradient * logits), to: expectedOperand)
      }
    }
  }
}

private func requireOneShape(_ predicted: Tensor, _ expected: Tensor) {
  require(
    predicted.shape == expected.shape,
    """
    binaryCrossEntropy takes two tensors of one shape, not predictions of \(predicted.shape) and \
    \(expected.shape) expected
    """)
}
