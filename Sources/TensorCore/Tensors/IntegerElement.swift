/// A whole number that an ``IntegerTensor`` holds. UInt8 and Int32 are what fields of examples and
/// operators of this package have; another type serves as indices and labels as well, in a copy.
public protocol IntegerElement: FixedWidthInteger, BitwiseCopyable, Sendable {}

extension UInt8: IntegerElement {}
extension Int32: IntegerElement {}
