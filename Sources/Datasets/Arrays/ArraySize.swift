/// Counts what lengths announce, without believing them.
enum ArraySize {
  /// The product of the lengths; nil if one is negative, or if the others than zero multiply to more
  /// than ``DataArray/maximumByteCount``, so that parts of the product are never too large either.
  static func elementCount(of shape: [Int]) -> Int? {
    var count = 1
    for length in shape {
      guard length >= 0 else { return nil }
      let (product, overflows) = count.multipliedReportingOverflow(by: max(length, 1))
      guard !overflows && product <= DataArray.maximumByteCount else { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  /// The bytes of an array of some shape, in a file or in memory, whichever are more; nil if they are
  /// too many.
  static func byteCount(of shape: [Int], as element: StoredElement) -> Int? {
    guard let count = elementCount(of: shape) else { return nil }
    let bytes = count * max(element.byteCount, element.dtype.byteCount)
    return bytes <= DataArray.maximumByteCount ? bytes : nil
  }
}
