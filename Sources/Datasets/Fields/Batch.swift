import Diagnostics
import TensorCore

/// Some examples as a program meets them, by their fields.
///
/// ```swift
/// let predictions = model(batch[image], in: pass)
/// let losses = lossFunction(predicted: predictions, expected: batch[label])
/// ```
public struct Batch: Sendable {
  /// The number of examples.
  public let count: Int
  /// Where in the global batch the first of them stands.
  public let firstExample: Int
  private let fields: Fields
  private let values: [FieldSpecification.Values]

  init(
    fields: Fields, values: [FieldSpecification.Values], count: Int, firstExample: Int
  ) {
    self.fields = fields
    self.values = values
    self.count = count
    self.firstExample = firstExample
  }

  /// Where in the global batch the examples stand: with seed, epoch and step what a world can draw from
  /// that has no other input.
  public var exampleNumbers: Range<Int> { firstExample..<firstExample + count }

  /// The numbers of a field, `[count]` and the field's shape: pixels from 0 to 1.
  public subscript(field: Field<Tensor>) -> Tensor {
    guard case .numbers(let numbers) = values(of: field) else { mismatch(field) }
    return numbers
  }

  /// The classes or bytes of a field, `[count]` and the field's shape.
  public subscript(field: Field<IntegerTensor<UInt8>>) -> IntegerTensor<UInt8> {
    guard case .bytes(let bytes) = values(of: field) else { mismatch(field) }
    return bytes
  }

  /// The whole numbers of a field, `[count]` and the field's shape.
  public subscript(field: Field<IntegerTensor<Int32>>) -> IntegerTensor<Int32> {
    guard case .integers(let integers) = values(of: field) else { mismatch(field) }
    return integers
  }

  private func values(of key: some FieldKey) -> FieldSpecification.Values {
    let wanted = key.specification
    // A handful at most.
    for (index, field) in fields.specifications.enumerated() where field.name == wanted.name {
      if field != wanted { break }
      return values[index]
    }
    mismatch(key)
  }

  private func mismatch(_ key: some FieldKey) -> Never {
    requirementFailure(
      """
      a batch was asked for the field \(key.specification), and has: \(fields). Name it in the \
      program's fields
      """)
  }
}
