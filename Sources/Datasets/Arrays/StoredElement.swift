/// A type of numbers as they stand in a file.
struct StoredElement: Hashable, Sendable, CustomStringConvertible {
  /// The types that are read.
  enum Kind: String, Sendable, CaseIterable {
    case bool, uint8, int8, uint16, int16, uint32, int32, uint64, int64, float16, float32, float64
  }

  /// What a number is.
  let kind: Kind
  /// Whether the byte that counts most comes first.
  let isBigEndian: Bool

  /// The bytes of a number in the file.
  var byteCount: Int {
    switch kind {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// What the numbers are kept as.
  var dtype: ElementType {
    switch kind {
    case .bool, .uint8: .uint8
    case .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: .int32
    case .float16, .float32, .float64: .float32
    }
  }

  /// NumPy's name, such as `float64`.
  var description: String { kind.rawValue }
}
