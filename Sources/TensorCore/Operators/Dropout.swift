import CVectorLoops
import Diagnostics

/// Sets a random part of a tensor to zero and scales the rest by 1 / (1 − rate).
///
/// Whether an element is kept depends on the stream and its address alone: phase, epoch, step, stage, the
/// index of its example in the global batch, and its place within the example.
///
/// - Parameters:
///   - input: `[examples, …]`.
///   - rate: The fraction to drop, in 0..<1.
///   - stream: Whose bits decide.
///   - address: Where in the training the first example stands.
///   - team: Shares out the examples.
///
/// Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
/// JMLR 15, 2014; scaled in training as Keras does.
public func dropout(
  _ input: Tensor, rate: Float, stream: RandomStream, at address: StepAddress,
  using team: ThreadTeam = .serial
) -> Tensor {
  require(rate >= 0 && rate < 1, "a dropout rate lies in 0..<1, not at \(rate)")
  require(input.shape.rank >= 1, "dropout takes examples along the first axis, not a scalar")
  if rate == 0 { return input }
  let scale = 1 / (1 - rate)
  let result = MutableTensor(shape: input.shape)
  let mask = Storage(byteCount: result.count)
  let rows = Shape(rows: input.shape[0], columns: input.count / max(1, input.shape[0]))
  let columns = rows[1]
  // All are kept alive below, until every slice is done.
  nonisolated(unsafe) let (target, kept, source) = (result.base, mask.address, input.base)
  team.forEachSlice(ofRows: rows) { rows in
    let start = rows.lowerBound * columns
    tandem_dropout(
      target + start, kept + start, source + start, rows.count, columns,
      UInt32(Double(rate) * 0x1p32), scale, [stream.key.x, stream.key.y],
      UInt32(truncatingIfNeeded: address.firstExample + rows.lowerBound),
      UInt32(truncatingIfNeeded: address.step), address.word)
  }
  withExtendedLifetime((result, mask, input)) {}
  return result.frozen.recorded(from: [input]) { tape in
    let operand = tape.operand(input)
    return { gradient, sink in
      sink.contribute(
        dropoutGradient(gradient, mask: mask, scale: scale, using: team), to: operand)
    }
  }
}

/// The gradient where a mask keeps it, scaled; as an operator on the gradient.
private func dropoutGradient(
  _ gradient: Tensor, mask: Storage, scale: Float, using team: ThreadTeam
) -> Tensor {
  let place = MutableTensor(shape: gradient.shape)
  nonisolated(unsafe) let (target, kept, source) = (place.base, mask.address, gradient.base)
  team.forEachSlice(ofElements: place.count) { elements in
    let start = elements.lowerBound
    tandem_dropout_gradient(
      target + start, kept + start, source + start, scale, elements.count)
  }
  withExtendedLifetime((mask, gradient)) {}
  return place.frozen.recorded(from: [gradient]) { tape in
    let operand = tape.operand(gradient)
    return { gradient, sink in
      sink.contribute(
        dropoutGradient(gradient, mask: mask, scale: scale, using: team), to: operand)
    }
  }
}
