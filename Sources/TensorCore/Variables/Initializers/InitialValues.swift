/// The rule of an ``Initializer``. Equal rules give equal values.
///
///     struct Checkerboard: InitialValues {
///       func fill(_ values: inout MutableSpan<Float>, shape: Shape, from stream: RandomStream) {
///         for index in values.indices {
///           values[index] = (index / shape[1] + index % shape[1]).isMultiple(of: 2) ? 1 : 0
///         }
///       }
///     }
public protocol InitialValues: Sendable, Hashable {
  /// Writes the values a variable begins with.
  ///
  /// Chance comes from the stream alone, and arithmetic is such that every machine gives the same bits,
  /// which that of a C library's functions is not.
  ///
  /// - Parameters:
  ///   - values: The elements in row-major order, all of which are written.
  ///   - shape: The shape of the variable.
  ///   - stream: The variable's own random bits, and ready distributions of them.
  func fill(_ values: inout MutableSpan<Float>, shape: Shape, from stream: RandomStream)
}
