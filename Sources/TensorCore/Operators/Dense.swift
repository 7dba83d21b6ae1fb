import CVectorLoops

/// A fully connected layer in one record: input × kernel + bias, and the rectifier if asked for.
///
/// The bias and the rectifier are one pass over the product, which is overwritten in place.
///
/// - Parameters:
///   - input: `[rows, in]`.
///   - kernel: `[in, out]`, as Keras stores it.
///   - bias: `[out]`.
///   - activation: Applied to each output; `linear` by default.
///   - team: Shares out the tiles of the products.
/// - Returns: `[rows, out]`.
public func dense(
  _ input: Tensor, kernel: Tensor, bias: Tensor, activation: Activation = .linear,
  using team: ThreadTeam = .serial
) -> Tensor {
  precondition(
    input.shape.rank == 2 && kernel.shape.rank == 2 && input.shape[1] == kernel.shape[0]
      && bias.shape == Shape(count: kernel.shape[1]),
    "a dense layer can't take input \(input.shape), kernel \(kernel.shape), bias \(bias.shape)")
  let rows = input.shape[0]
  let columns = kernel.shape[1]
  let result = MutableTensor(shape: Shape(rows: rows, columns: columns))
  multiply(input, kernel, into: result, using: team)
  if activation == .relu {
    tandem_add_bias_relu(result.base, result.base, bias.base, rows, columns)
  } else {
    tandem_add_bias(result.base, result.base, bias.base, rows, columns)
  }
  let output = result.frozen
  let (inputOperand, kernelOperand, biasOperand) = (input.operand, kernel.operand, bias.operand)
  let recorded = output.recorded(from: [input, kernel, bias]) {
    [input = input.detached, kernel = kernel.detached] gradient, sink in
    let gradient =
      activation == .relu ? reluGradient(output: output, gradient: gradient) : gradient
    sink.contribute(to: kernelOperand, shape: kernel.shape) { place, accumulate in
      multiply(
        input, gradient, transposingLeft: true, into: place, accumulate: accumulate, using: team)
    }
    sink.contribute(to: biasOperand, shape: Shape(count: columns)) { place, accumulate in
      tandem_column_sums(place.base, gradient.base, rows, columns, accumulate)
    }
    sink.contribute(to: inputOperand, shape: input.shape) { place, accumulate in
      multiply(
        gradient, kernel, transposingRight: true, into: place, accumulate: accumulate, using: team)
    }
  }
  return activation == .softmax ? softmax(recorded) : recorded
}
