import CVectorLoops
import Diagnostics

extension Tensor {
  /// Entries along the first axis, in the order in which they are asked for, repeated or left out.
  ///
  /// Their gradients are added up from the first to the last.
  ///
  /// - Parameter indices: Positions along the first axis.
  ///
  /// Source: NumPy and Keras, `take(x, indices, axis=0)`.
  public func gatheringRows(_ indices: [Int]) -> Tensor {
    let width = rowWidth(in: "gatheringRows")
    requireRows(indices, of: shape[0], in: "gatheringRows")
    let result = MutableTensor(shape: shape.replacingFirst(with: indices.count))
    for (row, index) in indices.enumerated() {
      result.copy(from: self, index * width..<(index + 1) * width, at: row * width)
    }
    return result.frozen.recorded(from: [self]) { tape in
      let (operand, rows) = (tape.operand(self), shape[0])
      return { gradient, sink in
        sink.contribute(gradient.scatteringRows(to: indices, of: rows), to: operand)
      }
    }
  }

  /// The same at positions of any shape: `indices.shape` in place of the first axis.
  public func gatheringRows(_ indices: IntegerTensor<some IntegerElement>) -> Tensor {
    let rows = gatheringRows(indices.values.map { Int($0) })
    guard indices.shape.rank != 1 else { return rows }
    return rows.reshaped(to: Shape(indices.shape.dimensions + shape.dimensions.dropFirst()))
  }

  /// Zeros with each entry along the first axis added at its place, from the first to the last.
  ///
  /// - Parameters:
  ///   - indices: The place of each entry.
  ///   - count: How many places there are.
  public func scatteringRows(to indices: [Int], of count: Int) -> Tensor {
    let width = rowWidth(in: "scatteringRows")
    require(
      indices.count == shape[0] && count >= 0,
      "scatteringRows takes a place for each row, not \(indices.count) for shape \(shape)")
    requireRows(indices, of: count, in: "scatteringRows")
    let result = MutableTensor(shape: shape.replacingFirst(with: count))
    result.fill(with: 0)
    for (row, index) in indices.enumerated() {
      let place = result.base + index * width
      tandem_add(place, place, base + row * width, width)
    }
    withExtendedLifetime((self, result)) {}
    return result.frozen.recorded(from: [self]) { tape in
      let operand = tape.operand(self)
      return { gradient, sink in
        sink.contribute(gradient.gatheringRows(indices), to: operand)
      }
    }
  }

  /// The same to places in a vector of whole numbers.
  public func scatteringRows(
    to indices: IntegerTensor<some IntegerElement>, of count: Int
  ) -> Tensor {
    scatteringRows(to: indices.values.map { Int($0) }, of: count)
  }

  private func rowWidth(in name: StaticString) -> Int {
    require(shape.rank >= 1, "\(name) takes a tensor with a first axis, not a scalar")
    return shape.dimensions.dropFirst().reduce(1, *)
  }

  private func requireRows(_ indices: [Int], of count: Int, in name: StaticString) {
    for (position, index) in indices.enumerated() {
      require(
        index >= 0 && index < count,
        "\(name) takes indices below the \(count) rows, not \(index) at position \(position)")
    }
  }
}
