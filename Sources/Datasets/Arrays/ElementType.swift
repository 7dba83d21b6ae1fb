/// The type of the numbers of a ``DataArray``: the three that examples are kept and sent as.
///
/// Whatever else a file holds is turned into one of them while it is read; ``DataArray`` says how.
public enum ElementType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  /// Whole numbers from 0 to 255: pixels, classes.
  case uint8
  /// Whole numbers of 32 bits with a sign: classes, counts, tokens.
  case int32
  /// IEEE single precision: measurements.
  case float32

  /// The bytes of a number.
  public var byteCount: Int {
    switch self {
    case .uint8: 1
    case .int32, .float32: 4
    }
  }

  /// NumPy's name for it, such as `float32`.
  public var description: String { rawValue }
}

/// A Swift type whose numbers a ``DataArray`` can hold: `UInt8`, `Int32` or `Float`.
public protocol DataElement: BitwiseCopyable, Sendable {
  /// What the numbers of this type are called in files and messages.
  static var elementType: ElementType { get }
}

extension UInt8: DataElement {
  /// ``ElementType/uint8``.
  public static var elementType: ElementType { .uint8 }
}

extension Int32: DataElement {
  /// ``ElementType/int32``.
  public static var elementType: ElementType { .int32 }
}

extension Float: DataElement {
  /// ``ElementType/float32``.
  public static var elementType: ElementType { .float32 }
}
