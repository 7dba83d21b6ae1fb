import CVectorLoops
import Diagnostics

/// A fully connected layer: input × kernel + bias, with the rectifier in one record.
///
/// The bias and the rectifier are one pass over the product, which is overwritten in place. Columns
/// of an input that no tape follows are left out where they are zero in every row, and so are blocks of
/// zeros where that is worth the search: a weight that meets only zeros contributes nothing, were it
/// infinite.
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
  require(
    input.shape.rank == 2 && kernel.shape.rank == 2 && input.shape[1] == kernel.shape[0]
      && bias.shape == Shape(count: kernel.shape[1]),
    """
    dense takes an input [rows, in], a kernel [in, out] and a bias [out], \
    not \(input.shape), \(kernel.shape) and \(bias.shape)
    """)
  let rows = input.shape[0]
  let columns = kernel.shape[1]
  let result = MutableTensor(shape: Shape(rows: rows, columns: columns))
  let live = input.isFollowed ? nil : LiveColumns(of: input, multipliedBy: kernel)
  let left = live?.packingColumns(of: input, using: team) ?? input.detached
  let addBias = BiasPass(bias: bias, rectified: activation.isRectifier)
  if let live, let sparse = BlockSparseMatrix(left, numberedBy: live, using: team) {
    sparse.multiply(kernel, into: result, using: team) { addBias(toRows: $0, of: result) }
  } else {
    multiply(left, live?.packingRows(of: kernel, using: team) ?? kernel, into: result, using: team)
    team.forEachSlice(ofRows: result.shape) { addBias(toRows: $0, of: result) }
  }
  let output = result.frozen
  let isRectified = activation.isRectifier
  let inputShape = input.shape
  let recorded = output.recorded(from: [input, kernel, bias]) { tape in
    let (inputOperand, kernelOperand) = (tape.operand(input), tape.operand(kernel))
    let biasOperand = tape.operand(bias)
    let nestedInput = tape.isNested ? tape.value(of: input) : nil
    return { [kernel = tape.value(of: kernel)] gradient, sink in
      let gradient =
        isRectified
        ? reluGradient(output: output, gradient: gradient, using: team) : gradient
      if sink.isFollowed, let input = nestedInput {
        if sink.wants(kernelOperand) {
          sink.contribute(
            matrixProduct(input, gradient, transposingLeft: true, using: team), to: kernelOperand)
        }
        if sink.wants(biasOperand) { sink.contribute(gradient.sum(along: 0), to: biasOperand) }
        if sink.wants(inputOperand) {
          sink.contribute(
            matrixProduct(gradient, kernel, transposingRight: true, using: team), to: inputOperand)
        }
        return
      }
      if let live {
        sink.contribute(rows: live, to: kernelOperand, shape: kernel.shape) { place in
          if let sparse = BlockSparseMatrix(transposing: left, using: team) {
            sparse.multiply(gradient, into: place, using: team)
          } else {
            multiply(left, gradient, transposingLeft: true, into: place, using: team)
          }
        }
      } else {
        sink.contribute(to: kernelOperand, shape: kernel.shape) { place, accumulate in
          multiply(
            left, gradient, transposingLeft: true, into: place, accumulate: accumulate,
            using: team)
        }
      }
      sink.contribute(to: biasOperand, shape: Shape(count: columns)) { place, accumulate in
        tandem_column_sums(place.base, gradient.base, rows, columns, accumulate)
      }
      sink.contribute(to: inputOperand, shape: inputShape) { place, accumulate in
        multiply(
          gradient, kernel, transposingRight: true, into: place, accumulate: accumulate,
          using: team)
      }
    }
  }
  return isRectified ? recorded : activation(recorded)
}

/// Adds a bias to rows where they lie, and applies the rectifier if asked for.
private struct BiasPass {
  let bias: Tensor
  let rectified: Bool

  func callAsFunction(toRows rows: Range<Int>, of result: MutableTensor) {
    let columns = result.shape[1]
    let start = result.base + rows.lowerBound * columns
    if rectified {
      tandem_add_bias_relu(start, start, bias.base, rows.count, columns)
    } else {
      tandem_add_bias(start, start, bias.base, rows.count, columns)
    }
    withExtendedLifetime(bias) {}
  }
}
