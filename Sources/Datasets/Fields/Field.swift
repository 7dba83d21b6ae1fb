import Diagnostics
import TensorCore

/// A named column of the examples, and the key to it: what a batch has under it is of the type that the key
/// says.
///
/// ```swift
/// let image = Field.pixels("image", shape: [28, 28, 1])
/// let label = Field.classes("label", count: 26, startingAt: 1)
/// …
/// let predictions = model(batch[image], in: pass)        // a Tensor, from 0 to 1
/// let losses = lossFunction(predicted: predictions, expected: batch[label])
/// ```
public struct Field<Value: Sendable>: FieldKey, Hashable {
  /// What the field is.
  public let specification: FieldSpecification

  /// - Precondition: What the specification says is of the key's type.
  package init(_ specification: FieldSpecification) {
    self.specification = specification
  }
}

/// A key to a field, whatever the type of its values.
public protocol FieldKey: Sendable {
  /// What the field is.
  var specification: FieldSpecification { get }
}

extension FieldKey {
  /// The name of the field.
  public var name: String { specification.name }

  /// The shape of an example.
  public var shape: Shape { specification.shape }
}

extension Field where Value == Tensor {
  /// Pixels: bytes that a program meets as Float32 from 0 to 1.
  ///
  /// - Parameters:
  ///   - name: What the field is called.
  ///   - shape: The shape of an image, such as `[28, 28, 1]`, or `[784]` for one that is laid flat.
  public static func pixels(_ name: String, shape: Shape) -> Field {
    Field(FieldSpecification(name, .uint8, shape: shape, in: nil, decoding: .scaled))
  }

  /// Numbers of single precision.
  ///
  /// - Parameters:
  ///   - name: What the field is called.
  ///   - shape: The shape of an example; one number by default.
  ///   - range: Between which numbers all have to lie; by default all that are finite. Nil takes
  ///     infinities and NaN as well.
  public static func values(
    _ name: String, shape: Shape = .scalar,
    in range: ClosedRange<Float>? = -.greatestFiniteMagnitude ... .greatestFiniteMagnitude
  ) -> Field {
    let range = range.map { Double($0.lowerBound)...Double($0.upperBound) }
    return Field(FieldSpecification(name, .float32, shape: shape, in: range))
  }
}

extension Field where Value == IntegerTensor<UInt8> {
  /// Classes, of which there are at most 256: a byte for each example. A program meets them counted
  /// from 0.
  ///
  /// - Parameters:
  ///   - name: What the field is called.
  ///   - count: How many classes there are.
  ///   - first: The number of the first class in the data; 0 by default.
  ///   - shape: The shape of an example; one class by default.
  public static func classes(
    _ name: String, count: Int, startingAt first: Int = 0, shape: Shape = .scalar
  ) -> Field {
    require(
      count >= 1 && first >= 0 && first + count <= 256,
      """
      classes \(first) to \(first + count - 1) of the field \(name) do not fit into a byte: say \
      classes(…, as: Int32.self)
      """)
    return Field(.classes(name, .uint8, count, first, shape))
  }

  /// Whole numbers from 0 to 255.
  ///
  /// - Parameters:
  ///   - name: What the field is called.
  ///   - shape: The shape of an example; one number by default.
  ///   - range: Between which numbers all have to lie; by default anywhere.
  public static func bytes(
    _ name: String, shape: Shape = .scalar, in range: ClosedRange<UInt8>? = nil
  ) -> Field {
    let range = range.map { Double($0.lowerBound)...Double($0.upperBound) }
    return Field(FieldSpecification(name, .uint8, shape: shape, in: range))
  }
}

extension Field where Value == IntegerTensor<Int32> {
  /// Classes, of which there may be more than 256. A program meets them counted from 0.
  ///
  /// - Parameters:
  ///   - name: What the field is called.
  ///   - count: How many classes there are.
  ///   - first: The number of the first class in the data; 0 by default.
  ///   - shape: The shape of an example; one class by default.
  ///   - type: The type of the numbers, to tell this from classes of a byte.
  public static func classes(
    _ name: String, count: Int, startingAt first: Int = 0, shape: Shape = .scalar,
    as type: Int32.Type
  ) -> Field {
    require(
      count >= 1 && Int32(exactly: first) != nil && Int32(exactly: first + count - 1) != nil,
      "\(count) classes of the field \(name) from \(first) on do not fit into 32 bits")
    return Field(.classes(name, .int32, count, first, shape))
  }

  /// Whole numbers of 32 bits: tokens, positions, counts.
  ///
  /// - Parameters:
  ///   - name: What the field is called.
  ///   - shape: The shape of an example; one number by default.
  ///   - range: Between which numbers all have to lie; by default anywhere.
  public static func integers(
    _ name: String, shape: Shape = .scalar, in range: ClosedRange<Int32>? = nil
  ) -> Field {
    let range = range.map { Double($0.lowerBound)...Double($0.upperBound) }
    return Field(FieldSpecification(name, .int32, shape: shape, in: range))
  }
}

extension FieldSpecification {
  fileprivate static func classes(
    _ name: String, _ dtype: ElementType, _ count: Int, _ first: Int, _ shape: Shape
  ) -> FieldSpecification {
    FieldSpecification(
      name, dtype, shape: shape, in: Double(first)...Double(first + count - 1),
      decoding: first == 0 ? .plain : .counted(from: first))
  }
}
