import Diagnostics
import TensorCore

/// What a field of the examples is: its name, and what an example has under it, as it is kept and sent and
/// as a program meets it.
public struct FieldSpecification: Sendable, Hashable {
  /// How a program meets what is kept.
  public enum Decoding: Sendable, Hashable {
    /// Bytes as Float32 from 0 to 1.
    case scaled
    /// The numbers as they are.
    case plain
    /// Whole numbers counted from another one than 0: classes that begin with 1.
    case counted(from: Int)
  }

  /// The name, of which a program has each once.
  public let name: String
  /// What the numbers are kept and sent as.
  public let dtype: ElementType
  /// The shape of an example; a scalar for one number.
  public let shape: Shape
  /// Between which numbers all have to lie; nil for any.
  public let range: ClosedRange<Double>?
  /// How a program meets them.
  public let decoding: Decoding

  /// The most bytes of a name.
  static let mostNameBytes = 64

  init(
    _ name: String, _ dtype: ElementType, shape: Shape, in range: ClosedRange<Double>?,
    decoding: Decoding = .plain
  ) {
    require(
      (1...Self.mostNameBytes).contains(name.utf8.count)
        && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F },
      """
      a field has a name of 1 to \(Self.mostNameBytes) bytes that can be shown, not \
      '\(name.onOneLine)'
      """)
    require(
      shape.rank < Shape.maximumRank && shape.elementCount > 0,
      "the field \(name) can't have the shape \(shape): one of 1 to 3 axes, or none, has to be filled"
    )
    self.name = name
    self.dtype = dtype
    self.shape = shape
    self.range = range
    self.decoding = decoding
  }

  /// The bytes of an example as it is kept and sent.
  public var bytesPerExample: Int { shape.elementCount * dtype.byteCount }
}

extension FieldSpecification: CustomStringConvertible {
  /// Such as `label: uint8[] in 1...26`; that numbers are to be finite goes without saying.
  public var description: String {
    let numbers = "\(name): \(dtype)[\(shape.dimensions.map(String.init).joined(separator: ", "))]"
    let scaled = decoding == .scaled ? " scaled to 0...1" : ""
    guard let range, range != Self.finite else { return numbers + scaled }
    return numbers + scaled + " in \(Self.text(of: range))"
  }

  /// All numbers of single precision but the infinite ones.
  static let finite =
    -Double(Float.greatestFiniteMagnitude)...Double(Float.greatestFiniteMagnitude)

  /// What is wrong with a number that is outside of the range.
  var misfit: String {
    range == Self.finite ? "not finite" : "outside \(range.map(Self.text(of:)) ?? "")"
  }

  /// The range as people write it, whole where it is.
  private static func text(of range: ClosedRange<Double>) -> String {
    "\(text(of: range.lowerBound))...\(text(of: range.upperBound))"
  }

  private static func text(of bound: Double) -> String {
    Int(exactly: bound).map(String.init) ?? "\(Float(bound))"
  }
}
