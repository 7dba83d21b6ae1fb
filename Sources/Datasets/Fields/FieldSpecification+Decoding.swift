import Diagnostics
import TensorCore

extension FieldSpecification {
  /// What a batch holds of a field.
  enum Values: Sendable {
    case numbers(Tensor)
    case bytes(IntegerTensor<UInt8>)
    case integers(IntegerTensor<Int32>)
  }

  /// A column as a program meets it.
  ///
  /// - Parameters:
  ///   - column: The bytes, `[examples, bytesPerExample]`.
  ///   - team: Shares out pixels.
  func decode(_ column: IntegerTensor<UInt8>, using team: ThreadTeam) -> Values {
    let shape = shape.batch(of: column.shape[0])
    switch dtype {
    case .uint8 where decoding == .scaled:
      let scaled = column.scaledToUnit(using: team)
      return .numbers(shape.rank == 2 ? scaled : scaled.reshaped(to: shape))
    case .uint8: return .bytes(counted(column.reshaped(to: shape)))
    case .int32:
      return .integers(
        column.withLendableBytes { bytes, owner in
          counted(IntegerTensor(lending: bytes, shape: shape, from: owner))
        })
    case .float32:
      return .numbers(
        column.withLendableBytes { bytes, owner in
          Tensor(lending: bytes, shape: shape, from: owner)
        })
    }
  }

  private func counted<Number>(_ numbers: IntegerTensor<Number>) -> IntegerTensor<Number> {
    guard case .counted(let first) = decoding else { return numbers }
    return numbers.withElements { source in
      IntegerTensor(shape: numbers.shape) { target in
        for index in source.indices { target[index] = source[index] &- Number(first) }
      }
    }
  }
}
