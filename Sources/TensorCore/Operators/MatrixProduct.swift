import COneDNN
import CVectorLoops
import Diagnostics

/// The matrix product of tensors of shapes `[m, k]` and `[k, n]`, of shape `[m, n]`.
public func matrixProduct(
  _ left: Tensor, _ right: Tensor, using team: ThreadTeam = .serial
) -> Tensor {
  require(
    left.shape.rank == 2 && right.shape.rank == 2 && left.shape[1] == right.shape[0],
    "matrixProduct takes shapes [m, k] and [k, n], not \(left.shape) and \(right.shape)")
  let result = MutableTensor(shape: Shape(rows: left.shape[0], columns: right.shape[1]))
  multiply(left, right, into: result, using: team)
  let (leftOperand, rightOperand) = (left.operand, right.operand)
  return result.frozen.recorded(from: [left, right]) {
    [left = left.detached, right = right.detached] gradient, sink in
    sink.contribute(to: leftOperand, shape: left.shape) { place, accumulate in
      multiply(
        gradient, right, transposingRight: true, into: place, accumulate: accumulate, using: team)
    }
    sink.contribute(to: rightOperand, shape: right.shape) { place, accumulate in
      multiply(
        left, gradient, transposingLeft: true, into: place, accumulate: accumulate, using: team)
    }
  }
}

/// Writes or adds a matrix product, its tiles shared out over a team.
///
/// The tiles follow from the shape alone and each is one call of oneDNN on one thread, so the bits
/// do not depend on the size of the team. Numbers below the smallest normal one count as zero, as in
/// TensorFlow.
package func multiply(
  _ left: Tensor, _ right: Tensor, transposingLeft: Bool = false, transposingRight: Bool = false,
  into result: MutableTensor, accumulate: Bool = false, using team: ThreadTeam
) {
  let (rows, inner) =
    transposingLeft ? (left.shape[1], left.shape[0]) : (left.shape[0], left.shape[1])
  let columns = transposingRight ? right.shape[0] : right.shape[1]
  require(
    (transposingRight ? right.shape[1] : right.shape[0]) == inner
      && result.shape == Shape(rows: rows, columns: columns),
    "can't write the product of \(left.shape) and \(right.shape) to \(result.shape)")
  if rows == 0 || columns == 0 { return }
  if inner == 0 {
    if !accumulate { result.fill(with: 0) }
    return
  }
  let tiling = MatrixTiling(rows: rows, columns: columns, inner: inner)
  // The tensors are kept alive below, until every tile is done.
  nonisolated(unsafe) let (a, b, c) = (left.base, right.base, result.base)
  let (aStride, bStride) = (left.shape[1], right.shape[1])
  team.forEach(tiling.count) { index in
    let tile = tiling[index]
    OneDNN.prepareThread()
    let mode = tandem_flush_subnormals()
    defer { tandem_keep_subnormals(mode) }
    let status = dnnl_sgemm(
      CChar(UInt8(ascii: transposingLeft ? "T" : "N")),
      CChar(UInt8(ascii: transposingRight ? "T" : "N")),
      dnnl_dim_t(tile.rows.count), dnnl_dim_t(tile.columns.count), dnnl_dim_t(inner), 1,
      a + tile.rows.lowerBound * (transposingLeft ? 1 : aStride), dnnl_dim_t(aStride),
      b + tile.columns.lowerBound * (transposingRight ? bStride : 1), dnnl_dim_t(bStride),
      accumulate ? 1 : 0,
      c + tile.rows.lowerBound * columns + tile.columns.lowerBound, dnnl_dim_t(columns))
    require(
      status == dnnl_success,
      "oneDNN refused a product of \(tile.rows.count) × \(inner) × \(tile.columns.count)")
  }
  withExtendedLifetime((left, right, result)) {}
}
