/// A column of the examples of a job, as it travels: a payload frame each.
public struct JobField: Hashable, Sendable {
  /// What the numbers of a column are.
  public enum ElementType: Int, Hashable, Sendable, CaseIterable {
    /// Whole numbers from 0 to 255.
    case uint8 = 1
    /// Whole numbers of 32 bits.
    case int32
    /// Numbers of single precision.
    case float32
  }

  /// The name of the field.
  public var name: String
  /// What the numbers are.
  public var dtype: ElementType
  /// The bytes of an example.
  public var bytesPerExample: Int

  /// - Parameters:
  ///   - name: The name of the field.
  ///   - dtype: What the numbers are.
  ///   - bytesPerExample: The bytes of an example.
  public init(_ name: String, _ dtype: ElementType, bytesPerExample: Int) {
    self.name = name
    self.dtype = dtype
    self.bytesPerExample = bytesPerExample
  }
}

extension JobField: CustomStringConvertible {
  /// Such as `'image' of 784 bytes as uint8`.
  public var description: String { "'\(name)' of \(bytesPerExample) bytes as \(dtype)" }
}
