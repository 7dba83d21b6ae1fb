import Diagnostics

/// A tensor as it stands in a file: its name, its dimensions and its numbers row by row.
public struct NamedTensor: Sendable, Hashable {
  /// The numbers, the last dimension running fastest.
  public enum Elements: Sendable, Hashable {
    /// Weights.
    case float32([Float])
    /// Counters.
    case int64([Int64])

    /// What they are.
    public var type: ElementType {
      switch self {
      case .float32: .float32
      case .int64: .int64
      }
    }

    /// How many there are.
    public var count: Int {
      switch self {
      case .float32(let values): values.count
      case .int64(let values): values.count
      }
    }
  }

  /// The tensor's name: `dense/kernel`.
  public let name: String
  /// Its dimensions; none for a scalar.
  public let shape: [Int]
  /// Its numbers.
  public let elements: Elements

  /// Makes a tensor.
  ///
  /// - Precondition: there are as many elements as the shape has places.
  public init(name: String, shape: [Int], elements: Elements) {
    require(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, &*) == elements.count,
      "tensor \(name) has \(elements.count) values for the shape \(shape)")
    self.name = name
    self.shape = shape
    self.elements = elements
  }

  /// Makes a tensor of Float32 values.
  public init(name: String, shape: [Int], values: [Float]) {
    self.init(name: name, shape: shape, elements: .float32(values))
  }

  /// The values of a tensor of Float32; nothing of another.
  public var values: [Float] {
    if case .float32(let values) = elements { values } else { [] }
  }

  /// The values of a tensor of Int64; nothing of another.
  public var integers: [Int64] {
    if case .int64(let values) = elements { values } else { [] }
  }
}
