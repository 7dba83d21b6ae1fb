import COneDNN
import CVectorLoops
import Diagnostics

/// The matrix product of tensors of shapes `[m, k]` and `[k, n]`, of shape `[m, n]`.
///
/// Of tensors with more axes it is the product of the matrices along the last two, the axes before
/// them being broadcast.
///
/// - Parameters:
///   - left: `[…, m, k]`.
///   - right: `[…, k, n]`.
///   - transposingLeft: Whether the left matrices lie there transposed, as `[…, k, m]`.
///   - transposingRight: Whether the right matrices lie there transposed, as `[…, n, k]`.
///   - team: Shares out the tiles of a product, or the products.
/// - Returns: `[…, m, n]`.
public func matrixProduct(
  _ left: Tensor, _ right: Tensor, transposingLeft: Bool = false, transposingRight: Bool = false,
  using team: ThreadTeam = .serial
) -> Tensor {
  let product = MatrixProduct(transposingLeft: transposingLeft, transposingRight: transposingRight)
  if left.shape.rank > 2 || right.shape.rank > 2 {
    return product.batched(left, right, using: team)
  }
  product.requireMatrices(left.shape, right.shape)
  let result = MutableTensor(shape: product.shape(of: left.shape, right.shape))
  multiply(
    left, right, transposingLeft: transposingLeft, transposingRight: transposingRight,
    into: result, using: team)
  return result.frozen.recorded(from: [left, right]) { tape in
    let (leftOperand, rightOperand) = (tape.operand(left), tape.operand(right))
    let (left, right) = (tape.value(of: left), tape.value(of: right))
    return { gradient, sink in
      if sink.isFollowed {
        if sink.wants(leftOperand) {
          sink.contribute(product.leftGradient(gradient, right, using: team), to: leftOperand)
        }
        if sink.wants(rightOperand) {
          sink.contribute(product.rightGradient(gradient, left, using: team), to: rightOperand)
        }
        return
      }
      sink.contribute(to: leftOperand, shape: left.shape) { place, accumulate in
        if transposingLeft {
          multiply(
            right, gradient, transposingLeft: transposingRight, transposingRight: true,
            into: place, accumulate: accumulate, using: team)
        } else {
          multiply(
            gradient, right, transposingRight: !transposingRight, into: place,
            accumulate: accumulate, using: team)
        }
      }
      sink.contribute(to: rightOperand, shape: right.shape) { place, accumulate in
        if transposingRight {
          multiply(
            gradient, left, transposingLeft: true, transposingRight: transposingLeft, into: place,
            accumulate: accumulate, using: team)
        } else {
          multiply(
            left, gradient, transposingLeft: !transposingLeft, into: place,
            accumulate: accumulate, using: team)
        }
      }
    }
  }
}

/// Which operands of a product lie there transposed.
private struct MatrixProduct: Sendable {
  let transposingLeft: Bool
  let transposingRight: Bool

  func requireMatrices(_ left: Shape, _ right: Shape) {
    require(
      left.rank >= 2 && right.rank >= 2
        && left[left.rank - (transposingLeft ? 2 : 1)]
          == right[right.rank - (transposingRight ? 1 : 2)],
      """
      matrixProduct takes shapes \(transposingLeft ? "[k, m]" : "[m, k]") and \
      \(transposingRight ? "[n, k]" : "[k, n]"), not \(left) and \(right)
      """)
  }

  /// The shape of a single product.
  func shape(of left: Shape, _ right: Shape) -> Shape {
    Shape(
      rows: left[left.rank - (transposingLeft ? 1 : 2)],
      columns: right[right.rank - (transposingRight ? 2 : 1)])
  }

  func leftGradient(_ gradient: Tensor, _ right: Tensor, using team: ThreadTeam) -> Tensor {
    transposingLeft
      ? matrixProduct(
        right, gradient, transposingLeft: transposingRight, transposingRight: true, using: team)
      : matrixProduct(gradient, right, transposingRight: !transposingRight, using: team)
  }

  func rightGradient(_ gradient: Tensor, _ left: Tensor, using team: ThreadTeam) -> Tensor {
    transposingRight
      ? matrixProduct(
        gradient, left, transposingLeft: true, transposingRight: transposingLeft, using: team)
      : matrixProduct(left, gradient, transposingLeft: !transposingLeft, using: team)
  }

  func batched(_ left: Tensor, _ right: Tensor, using team: ThreadTeam) -> Tensor {
    requireMatrices(left.shape, right.shape)
    let matrix = shape(of: left.shape, right.shape)
    if right.shape.rank == 2 && !transposingLeft {
      // All rows meet the same matrix, as in one product.
      let inner = left.shape[left.shape.rank - 1]
      let rows = batch(of: left.shape).elementCount * matrix[0]
      return matrixProduct(
        left.reshaped(to: Shape(rows: rows, columns: inner)), right,
        transposingRight: transposingRight, using: team
      ).reshaped(to: Shape(left.shape.dimensions.dropLast() + [matrix[1]]))
    }
    let (leftBatch, rightBatch) = (batch(of: left.shape), batch(of: right.shape))
    let broadcast = Broadcast(
      [leftBatch, rightBatch], in: "matrixProduct of \(left.shape) and \(right.shape)")
    // Where in its operand each product finds its matrices.
    let leftPlaces = places(of: leftBatch, in: broadcast.shape)
    let rightPlaces = places(of: rightBatch, in: broadcast.shape)
    let result = MutableTensor(
      shape: Shape(broadcast.shape.dimensions + matrix.dimensions))
    let (leftMatrix, rightMatrix) = (matrixShape(of: left.shape), matrixShape(of: right.shape))
    let count = broadcast.shape.elementCount
    team.forEach(count) { index in
      multiply(
        left.slice(from: leftPlaces[index] * leftMatrix.elementCount, shape: leftMatrix),
        right.slice(from: rightPlaces[index] * rightMatrix.elementCount, shape: rightMatrix),
        transposingLeft: transposingLeft, transposingRight: transposingRight,
        into: result.slice(from: index * matrix.elementCount, shape: matrix),
        using: count == 1 ? team : .serial)
    }
    return result.frozen.recorded(from: [left, right]) { tape in
      let (leftOperand, rightOperand) = (tape.operand(left), tape.operand(right))
      let (left, right) = (tape.value(of: left), tape.value(of: right))
      return { gradient, sink in
        if sink.wants(leftOperand) {
          sink.contribute(
            leftGradient(gradient, right, using: team).summed(to: left.shape), to: leftOperand)
        }
        if sink.wants(rightOperand) {
          sink.contribute(
            rightGradient(gradient, left, using: team).summed(to: right.shape), to: rightOperand)
        }
      }
    }
  }

  private func batch(of shape: Shape) -> Shape { Shape(shape.dimensions.dropLast(2).map { $0 }) }

  private func matrixShape(of shape: Shape) -> Shape {
    Shape(rows: shape[shape.rank - 2], columns: shape[shape.rank - 1])
  }

  /// The index of the matrix that each product of a batch reads.
  private func places(of batch: Shape, in whole: Shape) -> [Int] {
    (0..<whole.elementCount).map { index in
      var (rest, place, stride) = (index, 0, 1)
      for axis in (0..<whole.rank).reversed() {
        let own = axis - (whole.rank - batch.rank)
        if own >= 0 {
          if batch[own] != 1 { place += rest % whole[axis] * stride }
          stride *= batch[own]
        }
        rest /= whole[axis]
      }
      return place
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
  if inner == 0 || Rehearsal.isOn {
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
