import CVectorLoops
import Diagnostics

/// The cross-entropy of each example between its class and predicted probabilities, in nats.
///
/// Works from the logits where the prediction is the result of ``softmax(_:)``: more exact, and
/// softmax and loss together have the gradient p − y. Otherwise the probabilities are clipped to
/// [1e-7, 1 − 1e-7] and divided by their sum in the row, and a clipped one has the gradient 0.
///
/// - Parameters:
///   - predicted: Probabilities `[rows, classes]`, or `[rows, …, classes]`.
///   - expected: The class of each row, `[rows]`, or `[rows, …]`, each below `classes`.
/// - Returns: A loss for each class that was expected, `[rows]`, or `[rows, …]`.
///
/// Source: Keras, `keras.losses.SparseCategoricalCrossentropy` on the TensorFlow backend.
public func sparseCategoricalCrossEntropy(
  predicted: Tensor, expected: IntegerTensor<some IntegerElement>
) -> Tensor {
  if case .softmax(let logits)? = predicted.origin?.logits {
    return sparseCategoricalCrossEntropy(logits: logits, expected: expected)
  }
  let (low, high): (Float, Float) = (1e-7, 1 - 1e-7)
  return crossEntropy(of: predicted, expected) { loss, difference, scores, labels in
    let (rows, classes) = (scores.shape[0], scores.shape[1])
    switch labels {
    case .uint8(let labels):
      tandem_clipped_cross_entropy(
        loss.base, difference.base, scores.base, labels, rows, classes, low, high)
    case .int32(let labels):
      tandem_clipped_cross_entropy_int32(
        loss.base, difference.base, scores.base, labels, rows, classes, low, high)
    }
  } difference: { probabilities, ones in
    let isFree = (probabilities .>= low) * (probabilities .<= high)
    let clipped = minimum(maximum(probabilities, low), high)
    return isFree * (1 / clipped.sum(along: 1, keepingAxes: true) - ones / clipped)
  }
}

/// The cross-entropy of each example between its class and the softmax of logits, in nats.
///
/// - Parameters:
///   - logits: Unnormalised log-probabilities `[rows, classes]`, or `[rows, …, classes]`.
///   - expected: The class of each row, `[rows]`, or `[rows, …]`, each below `classes`.
/// - Returns: A loss for each class that was expected, `[rows]`, or `[rows, …]`.
public func sparseCategoricalCrossEntropy(
  logits: Tensor, expected: IntegerTensor<some IntegerElement>
) -> Tensor {
  crossEntropy(of: logits, expected) { loss, difference, scores, labels in
    let (rows, classes) = (scores.shape[0], scores.shape[1])
    switch labels {
    case .uint8(let labels):
      tandem_softmax_cross_entropy(
        loss.base, difference.base, scores.base, labels, rows, classes)
    case .int32(let labels):
      tandem_softmax_cross_entropy_int32(
        loss.base, difference.base, scores.base, labels, rows, classes)
    }
  } difference: { logits, ones in
    softmax(logits) - ones
  }
}

/// The number of rows whose largest score is that of their class; of equal scores the first counts,
/// and a row with a NaN never matches.
///
/// - Parameters:
///   - scores: Probabilities or logits, `[rows, classes]`.
///   - classes: The class of each row, `[rows]`, each below `classes`.
public func matchCount(
  of scores: Tensor, with classes: IntegerTensor<some IntegerElement>
) -> Int {
  classes.withLabels(for: scores, in: "matchCount") { labels in
    switch labels {
    case .uint8(let labels):
      tandem_count_matches(scores.base, labels, scores.shape[0], scores.shape[1])
    case .int32(let labels):
      tandem_count_matches_int32(scores.base, labels, scores.shape[0], scores.shape[1])
    }
  }
}

/// - Parameters:
///   - loop: Computes the losses, and the difference: what a loss's gradient is times.
///   - algebra: The difference by operators on tensors, for tapes that differentiate it again. Receives
///     the scores, and a matrix that has a 1 at each label.
private func crossEntropy(
  of scores: Tensor, _ expected: IntegerTensor<some IntegerElement>,
  computing loop: (
    _ loss: MutableTensor, _ difference: MutableTensor, _ scores: Tensor, CheckedLabels
  ) -> Void,
  difference algebra: @escaping @Sendable (_ scores: Tensor, _ ones: Tensor) -> Tensor
) -> Tensor {
  if scores.shape.rank > 2, Array(scores.shape.dimensions.dropLast()) == expected.shape.dimensions {
    let matrix = Shape(rows: expected.count, columns: scores.shape[scores.shape.rank - 1])
    return crossEntropy(
      of: scores.reshaped(to: matrix), expected.reshaped(to: Shape(count: expected.count)),
      computing: loop, difference: algebra
    ).reshaped(to: expected.shape)
  }
  let loss = MutableTensor(shape: expected.shape)
  let difference = MutableTensor(shape: scores.shape)
  expected.withLabels(for: scores, in: "sparseCategoricalCrossEntropy") {
    loop(loss, difference, scores, $0)
  }
  return loss.frozen.recorded(from: [scores]) { tape in
    let (operand, difference) = (tape.operand(scores), difference.frozen)
    let nested = tape.isNested ? tape.value(of: scores) : nil
    return { gradient, sink in
      if sink.isFollowed, let scores = nested {
        let ones = oneHot(expected, classes: scores.shape[1])
        let column = gradient.reshaped(to: Shape(rows: scores.shape[0], columns: 1))
        sink.contribute(algebra(scores, ones) * column, to: operand)
        return
      }
      let place = MutableTensor(shape: difference.shape)
      tandem_scale_rows(
        place.base, difference.base, gradient.base, place.shape[0], place.shape[1])
      withExtendedLifetime((difference, gradient)) {}
      sink.contribute(place.frozen, to: operand)
    }
  }
}

private func oneHot(_ labels: IntegerTensor<some IntegerElement>, classes: Int) -> Tensor {
  let result = MutableTensor(shape: Shape(rows: labels.count, columns: classes))
  result.fill(with: 0)
  result.withElements { ones in
    for (row, label) in labels.values.enumerated() { ones[row * classes + Int(label)] = 1 }
  }
  return result.frozen
}
