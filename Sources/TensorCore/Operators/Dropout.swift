import CVectorLoops

/// Sets a random part of a matrix to zero and scales the rest by 1 / (1 − rate).
///
/// Whether an element is kept depends on the stream and its address alone: epoch, step, the index of
/// its example in the global batch, and its column.
///
/// - Parameters:
///   - input: `[rows, columns]`, a row for each example.
///   - rate: The fraction to drop, in 0..<1.
///   - stream: Whose bits decide.
///   - address: The epoch, the step and the index of the first row in the global batch.
///
/// Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
/// JMLR 15, 2014; scaled in training as Keras does.
public func dropout(
  _ input: Tensor, rate: Float, stream: RandomStream, at address: StepAddress
) -> Tensor {
  precondition(rate >= 0 && rate < 1, "a dropout rate lies in 0..<1, not at \(rate)")
  precondition(input.shape.rank == 2, "dropout takes a matrix, not \(input.shape)")
  if rate == 0 { return input }
  let scale = 1 / (1 - rate)
  let result = MutableTensor(shape: input.shape)
  let mask = Storage(byteCount: result.count)
  let key = [stream.key.x, stream.key.y]
  tandem_dropout(
    result.base, mask.address, input.base, input.shape[0], input.shape[1],
    UInt32(Double(rate) * 0x1p32), scale, key, UInt32(truncatingIfNeeded: address.firstExample),
    UInt32(truncatingIfNeeded: address.step), UInt32(truncatingIfNeeded: address.epoch))
  let operand = input.operand
  return result.frozen.recorded(from: [input]) { gradient, sink in
    let place = MutableTensor(shape: gradient.shape)
    tandem_dropout_gradient(place.base, mask.address, gradient.base, scale, place.count)
    sink.contribute(place.frozen, to: operand)
  }
}
