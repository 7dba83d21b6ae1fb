import TensorCore

extension FieldSpecification {
  /// Where the first number stands that is outside the field's range, and what it is; nil if there is
  /// none.
  ///
  /// - Parameters:
  ///   - bytes: Numbers one behind the other, wherever they begin.
  ///   - dtype: Their type, which may be another than the field's.
  package func firstOutOfRange(
    in bytes: UnsafeRawBufferPointer, of dtype: ElementType
  ) -> (index: Int, text: String)? {
    guard let range else { return nil }
    switch dtype {
    case .uint8:
      return Self.first(in: bytes, of: UInt8.self, outside: range) { Double($0) }
    case .int32:
      return Self.first(in: bytes, of: Int32.self, outside: range) { Double($0) }
    case .float32:
      for index in 0..<bytes.count / MemoryLayout<Float>.stride {
        let number = bytes.loadUnaligned(fromByteOffset: 4 * index, as: Float.self)
        if !range.contains(Double(number)) { return (index, "\(number)") }
      }
      return nil
    }
  }

  @inline(__always)
  private static func first<Number: FixedWidthInteger & BitwiseCopyable>(
    in bytes: UnsafeRawBufferPointer, of type: Number.Type, outside range: ClosedRange<Double>,
    _ wide: (Number) -> Double
  ) -> (index: Int, text: String)? {
    let size = MemoryLayout<Number>.stride
    let count = bytes.count / size
    func number(_ index: Int) -> Number {
      bytes.loadUnaligned(fromByteOffset: size * index, as: Number.self)
    }
    // Most columns have none, and extremes are found many numbers at a time.
    var (smallest, largest) = (Number.max, Number.min)
    for index in 0..<count {
      smallest = min(smallest, number(index))
      largest = max(largest, number(index))
    }
    guard count > 0, !range.contains(wide(smallest)) || !range.contains(wide(largest)) else {
      return nil
    }
    return (0..<count).first { !range.contains(wide(number($0))) }.map { ($0, "\(number($0))") }
  }
}
