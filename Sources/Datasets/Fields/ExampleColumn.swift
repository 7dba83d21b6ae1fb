import Diagnostics
import TensorCore

/// What examples have under a field: the numbers of all of them, one behind the other.
///
/// ```swift
/// let column = try label.column(table.classes("species").labels)
/// ```
public struct ExampleColumn: Sendable {
  /// What the field is.
  public let specification: FieldSpecification
  /// `[examples, bytesPerExample]`, little-endian.
  let bytes: IntegerTensor<UInt8>

  /// The number of examples.
  public var count: Int { bytes.shape[0] }
}

extension FieldKey {
  /// An array as a column of this field, sharing its memory if it holds numbers of the field's type.
  ///
  /// - Parameters:
  ///   - array: A row for each example; what is in it has to have as many numbers as the field, in axes
  ///     of any lengths.
  ///   - origin: Where the array is from, for messages.
  /// - Throws: ``DatasetError`` if a row has another number of numbers, or one of them is outside the
  ///   field's range or can't be kept as its type.
  public func column(
    _ array: DataArray, from origin: String = "an array"
  ) throws(DatasetError) -> ExampleColumn {
    let field = specification
    let activity = "taking \(origin) for the field '\(name)'"
    let elements = array.rowShape.reduce(1, *)
    guard !array.shape.isEmpty, elements == shape.elementCount else {
      throw DatasetError(
        .wrongDimensions, activity,
        problem: "it is \(array), and an example of the field has the shape \(shape)",
        remedy: "Declare the field with the shape of the data, or use other data")
    }
    let misfit = array.withUnsafeBytes { field.firstOutOfRange(in: $0, of: array.dtype) }
    if let misfit {
      throw DatasetError(
        .outOfRange, activity,
        problem:
          "the number \(misfit.text) of example \(misfit.index / elements) is \(field.misfit)",
        remedy: "Declare the field with the range of the data, or correct the number")
    }
    let fitting: DataArray
    do throws(DatasetError) {
      fitting = try array.converted(to: field.dtype)
    } catch {
      throw DatasetError(
        error.code, activity, problem: error.problem, remedy: error.remedy, fault: error.fault)
    }
    let memory = fitting.memory
    let range = fitting.byteRange(ofRows: 0..<fitting.count)
    let bytes = IntegerTensor<UInt8>(
      lending: UnsafeRawBufferPointer(
        start: memory.baseAddress + range.lowerBound, count: range.count),
      shape: Shape(rows: fitting.count, columns: field.bytesPerExample), from: memory)
    return ExampleColumn(specification: field, bytes: bytes)
  }

  /// Numbers of a program's own array as a column of this field.
  ///
  /// - Parameter numbers: Those of the first example, then those of the second, and so on.
  /// - Throws: ``DatasetError`` if they do not make up whole examples, or one of them is outside the
  ///   field's range or can't be kept as its type.
  public func column<Number: DataElement>(
    _ numbers: [Number]
  ) throws(DatasetError) -> ExampleColumn {
    let size = shape.elementCount
    guard numbers.count.isMultiple(of: size) else {
      throw DatasetError(
        .wrongDimensions, "taking an array for the field '\(name)'",
        problem: "\(numbers.count) numbers are no whole number of examples of \(size)",
        remedy: "Give as many numbers for each example as the field has")
    }
    return try column(DataArray(numbers, shape: [numbers.count / size, size]))
  }
}
