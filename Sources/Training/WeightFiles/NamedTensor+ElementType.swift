extension NamedTensor {
  /// What the numbers of a tensor in a file are.
  public enum ElementType: String, Sendable, Hashable, CaseIterable {
    /// Float32: weights.
    case float32 = "F32"
    /// Int64: counters.
    case int64 = "I64"

    /// Bytes of one.
    var size: Int {
      switch self {
      case .float32: 4
      case .int64: 8
      }
    }
  }
}
