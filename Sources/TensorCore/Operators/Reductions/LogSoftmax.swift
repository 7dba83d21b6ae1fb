import CVectorLoops
import Diagnostics

/// The logarithm of the softmax along the last axis: x − max − log Σ exp(x − max).
///
/// Exact where the softmax itself would round to 0.
public func logSoftmax(_ logits: Tensor) -> Tensor {
  let (rows, columns) = rowsAndClasses(of: logits, in: "logSoftmax")
  let result = MutableTensor(shape: logits.shape)
  tandem_log_softmax(result.base, logits.base, rows, columns)
  withExtendedLifetime(logits) {}
  return result.frozen.recorded(from: [logits]) { tape in
    let (operand, output) = (tape.operand(logits), tape.result)
    return { gradient, sink in
      if sink.isFollowed {
        let total = gradient.sum(along: -1, keepingAxes: true)
        sink.contribute(gradient - exp(output) * total, to: operand)
        return
      }
      let place = MutableTensor(shape: output.shape)
      tandem_log_softmax_gradient(place.base, output.base, gradient.base, rows, columns)
      withExtendedLifetime((output, gradient)) {}
      sink.contribute(place.frozen, to: operand)
    }
  }
}

/// The classes of scores along their last axis, and how many rows of them there are.
func rowsAndClasses(
  of scores: Tensor, in name: StaticString
) -> (rows: Int, columns: Int) {
  let rank = scores.shape.rank
  require(
    rank >= 1 && scores.shape[rank - 1] > 0,
    "\(name) takes a tensor with at least one element along its last axis, not \(scores.shape)")
  let columns = scores.shape[rank - 1]
  return (scores.count / columns, columns)
}
